"""`{% load yizhan %}`: every tag and filter of our pages."""

from django.template import Library

from yizhan.web.tags import components, formats, forms, page

register = Library()
for part in (components.register, formats.register, forms.register, page.register):
    register.tags.update(part.tags)
    register.filters.update(part.filters)
