"""Borrowers whose invoices stop open a case, once, which somebody closes with a finding."""

from datetime import timedelta

import pytest

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.records.models import EarlyWarning
from yizhan.workflows.early_warnings import close_warning, watch_borrowers


@pytest.mark.django_db
def test_a_borrower_whose_sales_stop_opens_one_case_that_is_closed_with_words() -> None:
    cast, now = make_cast(), clock()
    loan = journey.paid_out(cast, now)
    assert watch_borrowers(now) == 0
    now.advance(timedelta(days=240))
    assert (watch_borrowers(now), watch_borrowers(now)) == (1, 0)
    warning = EarlyWarning.objects.get()
    assert warning.enterprise == loan.enterprise
    assert {"sales_fall", "gap_months"} <= {signal["code"] for signal in warning.signals}
    codes = [close_warning(cast.manager, now, warning.pk, " ").code]
    journey.done(close_warning(cast.manager, now, warning.pk, "已走访，客户换了开票系统"))
    codes.append(close_warning(cast.manager, now, warning.pk, "again").code)
    assert codes == ["words_needed", "warning_closed_already"]
