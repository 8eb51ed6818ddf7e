"""Words of measures: every measure of every rule has them, but for the rank that stands for the size class."""

from yizhan.policy.measures import measure_words
from yizhan.policy.programmes.registry import PROGRAMMES


def test_every_measure_has_words_and_no_word_is_left_over() -> None:
    measures = {(programme.name, measure.__name__) for programme in PROGRAMMES for rule in programme.rules for measure in rule.measures}
    assert set(measure_words()) == {(programme, name) for programme, name in measures if name != "size_rank"}
