"""Sentences about requests of the HTTP API that never reached a workflow."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "not_signed_in": _("Sign in first, or send a valid token that has not expired: Authorization: Bearer …"),
    "csrf_failed": _("The request lacks the token of your session. Send the value of the cookie csrftoken in the header X-CSRFToken."),
    "not_found": _("There is no such thing here, or it is not yours to see. Check the id."),
    "request_invalid": _("The request has faults: %(faults)s"),
    "body_unreadable": _("The body cannot be read. Send JSON in UTF-8, or a form with files for an upload."),
    "body_too_large": _("The request is too large. Send smaller files, one at a time."),
}
