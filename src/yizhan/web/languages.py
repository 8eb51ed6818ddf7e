"""Which languages a page offers: two everywhere, more where a hall is translated into them."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# Languages that only some halls have, by the beginning of their addresses.
OF_HALLS = {"ar": ("/wallet/",)}
INSTEAD = "en"


def is_offered(language: str, path: str) -> bool:
    """Whether the pages below an address are there in a language."""
    return language not in OF_HALLS or path.startswith(OF_HALLS[language])


def offered(path: str) -> list[tuple[str, str]]:
    """(code, own name) of the languages of a page."""
    return [(code, name) for code, name in settings.LANGUAGES if is_offered(code, path)]


class HallLocaleMiddleware(LocaleMiddleware):
    """Django's choice of language, but English where a hall is not there in the one that was chosen."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        super().process_request(request)
        if not is_offered(translation.get_language() or INSTEAD, request.path_info):
            translation.activate(INSTEAD)
            request.LANGUAGE_CODE = INSTEAD
