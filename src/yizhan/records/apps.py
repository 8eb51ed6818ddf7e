"""The Django app of the records floor."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Records: nouns with identity and history."""

    name = "yizhan.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
