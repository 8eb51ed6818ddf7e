"""The mutants themselves run in `make test-mutants`; here a few show that the machine works and can fail."""

from tests.policy import mutants
from yizhan.policy.casebook import CaseFile
from yizhan.policy.programmes import rd_loan_purpose, shenzhen_startup_loan


def test_the_mutants_of_a_small_programme_are_all_killed() -> None:
    found = [*mutants.rule_mutants("shenzhen_startup_loan", (shenzhen_startup_loan.PROGRAMME,)),
             *mutants.parameter_mutants(shenzhen_startup_loan.PROGRAMME)]
    assert len(found) > 30
    assert [mutant.what for mutant in found if not mutant.is_killed] == []


def test_a_mutant_lives_where_no_case_looks(monkeypatch) -> None:
    monkeypatch.setitem(mutants.CASES, "rd_loan_purpose", CaseFile("rd_loan_purpose", (), (), ()))
    assert not any(mutant.is_killed for mutant in mutants.parameter_mutants(rd_loan_purpose.PROGRAMME))


def test_each_kind_of_change_is_made() -> None:
    source = "from datetime import date\nSTART = date(2026, 1, 1)\nX = larger(a + b, c) >= d & ~e\nY = all_of(p, q)\n"
    labels = [label.partition(", ")[2] for label, _ in mutants.mutated_trees(source)]
    assert len(labels) == 8
    for part in ("comparison to Gt", "operator to Sub", "operator to BitOr", "~ lost", "larger to smaller", "all_of to any_of",
                 "-1 day", "+1 day"):
        assert any(part in label for label in labels), part


def test_figures_move_by_one_unit() -> None:
    assert [value for _, value in mutants.mutated_values("2亿")] == ["3亿", "1亿"]
    assert [value for _, value in mutants.mutated_values({"at_least": [["5%", 40]]})] == [
        {"at_least": [["6%", 40]]}, {"at_least": [["4%", 40]]}, {"at_least": [["5%", 41]]}, {"at_least": [["5%", 39]]}]
