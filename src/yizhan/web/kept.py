"""What was typed when the session had expired: kept until the user has signed in again, so that nothing is lost."""

from django.http import HttpRequest, QueryDict

SESSION_NAME = "kept_form"
# A form of text is small; more than this is a file or an attack, and not kept.
LENGTH_MAX = 20_000
NEVER_KEPT = ("csrfmiddlewaretoken", "request_key", "password")


def keep_form(request: HttpRequest) -> None:
    """Keep the text of a form that came too late. Files, passwords and keys are not kept."""
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return
    data = request.POST.copy()
    for name in NEVER_KEPT:
        data.pop(name, None)
    text = data.urlencode()
    if len(text) <= LENGTH_MAX:
        request.session[SESSION_NAME] = {"path": request.get_full_path(), "text": text}


def kept_form(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page, once; None when there is nothing."""
    kept = request.session.get(SESSION_NAME)
    if not kept or kept["path"] != request.get_full_path():
        return None
    del request.session[SESSION_NAME]
    return QueryDict(kept["text"])
