"""The generated enterprises are seeded, valid and varied."""

from datetime import date

from yizhan.demo.firms import QUANTILES, make_firms
from yizhan.enterprise.identity import Uscc, parse_uscc

TODAY = date(2026, 11, 23)


def test_the_same_seed_gives_the_same_park_and_another_seed_another() -> None:
    assert make_firms(64, 7, TODAY) == make_firms(64, 7, TODAY)
    assert make_firms(64, 7, TODAY) != make_firms(64, 8, TODAY)


def test_codes_are_valid_and_names_and_codes_are_unique() -> None:
    firms = make_firms(64, 7, TODAY)
    assert all(isinstance(parse_uscc(firm.uscc), Uscc) for firm in firms)
    assert len({firm.uscc for firm in firms}) == len({firm.name for firm in firms}) == 64


def test_drawn_figures_fill_the_distribution() -> None:
    firms = make_firms(64, 7, TODAY)
    for name, values in QUANTILES.items():
        drawn = sorted(getattr(firm, name) for firm in firms)
        median = values[4]
        assert values[3] <= drawn[32] <= values[5], name
        assert drawn[0] <= median <= drawn[-1]


def test_no_firm_has_more_technical_staff_than_staff() -> None:
    assert all(0 <= firm.technical_staff <= firm.staff for firm in make_firms(64, 7, TODAY))
