"""The scheme's own truth: what was charged and not given back, whatever was killed or repeated."""

from pathlib import Path

from yizhan.simulators.scheme import journal as kinds
from yizhan.simulators.scheme.journal import Line, SchemeJournal, read_lines, totals

PAID = Line(kinds.AUTHORISED, "k1", "r1", 30_900, "CNY", "00", "411111******1111")


def written(path: Path, *lines: Line) -> Path:
    journal = SchemeJournal(path)
    for line in lines:
        journal.note(line)
    journal.close()
    return path


def test_lines_are_read_back(tmp_path: Path) -> None:
    assert list(read_lines(written(tmp_path / "j", PAID))) == [PAID]
    assert list(read_lines(tmp_path / "none")) == []


def test_net_is_what_was_charged_and_not_given_back(tmp_path: Path) -> None:
    found = totals(written(
        tmp_path / "j", PAID, Line(kinds.AUTHORISED, "k2", "r2", 500, "CNY", "00"), Line(kinds.DECLINED, "k3", "r3", 700, "CNY", "51"),
        Line(kinds.CHECKED, "k4", "r4", 0, "CNY", "00"), Line(kinds.REVERSED, "k2", "r2", 500, "CNY", "68", detail="v1"),
        Line(kinds.CREDITED, "k5", "r1", 900, "CNY", "00"), Line(kinds.FAULT, "k2", "r2", 0, "CNY", detail="drop")))
    assert [found.net_charged(reference) for reference in ("r1", "r2", "r3", "r4", "r9")] == [30_000, 0, 0, 0, 0]
    assert (found.charged_minor, found.second_chains, found.faults) == (30_000, 0, {"drop": 1})


def test_a_reversal_counts_once_and_before_its_payment_too(tmp_path: Path) -> None:
    back = Line(kinds.REVERSED, "k1", "r1", 30_900, "CNY", "68", detail="v1")
    assert totals(written(tmp_path / "a", PAID, back, back)).net_charged("r1") == 0
    assert totals(written(tmp_path / "b", back, PAID)).net_charged("r1") == 0


def test_two_chains_for_one_payment_and_two_charges_are_seen(tmp_path: Path) -> None:
    back = [Line(kinds.REVERSED, "k1", "r1", 30_900, "CNY", detail=own) for own in ("v1", "v2")]
    found = totals(written(tmp_path / "j", PAID, Line(kinds.AUTHORISED, "k2", "r1", 30_900, "CNY", "00"), *back))
    assert (found.second_chains, found.approvals_by_reference["r1"], found.net_charged("r1")) == (1, 2, 30_900)


def test_a_line_that_was_cut_off_by_a_kill_harms_no_other(tmp_path: Path) -> None:
    path = written(tmp_path / "j", PAID)
    with path.open("a") as file:
        file.write("authorised\tk2\tr2\t5")
    assert list(read_lines(path)) == [PAID]
    written(path, Line(kinds.AUTHORISED, "k3", "r3", 500, "CNY", "00"))
    assert totals(path).net_by_reference == {"r1": 30_900, "r3": 500}
