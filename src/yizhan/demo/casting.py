"""Which firm plays which case: the first fitting one, stories with narrow needs first."""

from dataclasses import replace
from datetime import date, timedelta

from yizhan.demo.catalogue import CASES, Case, anyone, selling, sound
from yizhan.demo.firms import Firm

SOUND_AGE_DAYS = 1500


def cast_firms(firms: list[Firm], today: date) -> tuple[list[Firm], dict[str, Firm]]:
    """All firms of the park, changed where a story needs it, and the firm of each case by its code.

    Raises LookupError when no firm is left for a case: the park is too small.
    """
    free = list(firms)
    chosen: dict[str, Firm] = {}
    for case in sorted((case for case in CASES if not case.after), key=_need):
        firm = next((firm for firm in free if case.fits(firm)), None)
        if firm is None:
            raise LookupError(f"no firm of the park fits the case {case.code}")
        free.remove(firm)
        chosen[case.code] = _changed(firm, case, today)
    chosen |= {case.code: chosen[case.after] for case in CASES if case.after}
    cast = {firm.code: firm for firm in chosen.values()}
    return [cast.get(firm.code, firm) for firm in firms], chosen


def _need(case: Case) -> int:
    """Narrow needs choose first, those that take anyone last."""
    return {sound: 1, selling: 2, anyone: 3}.get(case.fits, 0)


def _changed(firm: Firm, case: Case, today: date) -> Firm:
    changes = dict(case.changes)
    age_days = changes.pop("age_days", None)
    if age_days is None and case.fits is not anyone:
        # Years of existence are not among the figures that follow the real population, which states none.
        age_days = max((today - firm.registered_on).days, SOUND_AGE_DAYS)
    if age_days is not None:
        changes["registered_on"] = today - timedelta(days=age_days)
    return replace(firm, **changes) if changes else firm
