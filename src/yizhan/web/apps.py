"""The Django app of the pages: templates, tags and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "yizhan.web"
    label = "web"
