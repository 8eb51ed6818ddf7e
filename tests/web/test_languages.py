"""Which languages a page offers."""

import pytest

from yizhan.web.languages import is_offered, offered


@pytest.mark.parametrize(("path", "codes"), [("/wallet/", ["zh-hans", "en", "ar"]), ("/wallet/pay/", ["zh-hans", "en", "ar"]),
                                             ("/", ["zh-hans", "en"]), ("/desk/travellers/", ["zh-hans", "en"])])
def test_arabic_is_offered_in_the_wallet_alone(path: str, codes: list[str]) -> None:
    assert [code for code, _ in offered(path)] == codes


def test_the_two_complete_languages_are_offered_everywhere() -> None:
    assert is_offered("en", "/") and is_offered("zh-hans", "/audit/") and not is_offered("ar", "/audit/")
