"""Re-check of a little giant (复核): those of 2026 still by the criteria of 2022 (工信厅企业函〔2026〕117号), then by 2026's.

The notice speaks of 2026 only; that re-checks from 2027 on follow the rules of 2026 is the project's reading of 4.2.
"""

from datetime import date

from yizhan.policy.programmes.little_giant import COMMON_2026, NEEDS_2022
from yizhan.policy.rule import Programme, Rule, all_of, under

NAME = "little_giant_recheck"

PROGRAMME = Programme(NAME, (
    Rule(date(2022, 8, 1), "工信部企业〔2022〕63号；工信厅企业函〔2026〕117号", under(NAME, NEEDS_2022), date(2026, 12, 31)),
    Rule(date(2027, 1, 1), "工信部企业〔2026〕2号", under(NAME, all_of(*COMMON_2026))),
))
