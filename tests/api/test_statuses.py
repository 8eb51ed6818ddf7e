"""Statuses of refusals: every listed code is one that the program knows, and none is listed twice."""

from yizhan.api.statuses import CONFLICTS, FORBIDDEN, OTHERS, status_of
from yizhan.web.refusals import TEXTS


def test_every_code_with_a_status_of_its_own_has_a_text() -> None:
    from yizhan.credit.reasons import reason_codes

    assert (CONFLICTS | FORBIDDEN | set(OTHERS)) - set(TEXTS) - reason_codes() == set()


def test_no_code_has_two_statuses() -> None:
    assert not CONFLICTS & FORBIDDEN and not (CONFLICTS | FORBIDDEN) & set(OTHERS)


def test_what_is_not_listed_is_422() -> None:
    assert (status_of("amount_over_limit"), status_of("paid_out_already"), status_of("not_permitted"), status_of("not_found")) == (
        422,
        409,
        403,
        404,
    )
