"""Size class for statistics: 统计上大中小微型企业划分办法(2017), the limits of 300号 on the industries of GB/T 4754-2017."""

from datetime import date

from yizhan.policy.programmes.size_class import NEEDS, size_rank
from yizhan.policy.rule import Programme, Rule

NAME = "size_class_statistics"

PROGRAMME = Programme(NAME, (
    Rule(date(2017, 12, 28), "统计上大中小微型企业划分办法(2017)", NEEDS, measures=(size_rank,)),
))
