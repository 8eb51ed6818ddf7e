"""Numbers under which a shard keeps words: every word has one, and every step follows the table of states."""

from yizhan.payments import stored
from yizhan.payments.code_caps import Strength
from yizhan.payments.figures import figures
from yizhan.payments.states import TRANSITIONS, Stage, next_stage
from yizhan.payments.tiers import Tier


def test_every_word_has_a_number() -> None:
    assert set(stored.STAGES.values()) == set(Stage) and set(stored.STRENGTHS.values()) == set(Strength)
    assert set(stored.TIERS.values()) == set(Tier)
    assert set(stored.SCHEMES.values()) == set(figures("card_costs.yaml"))
    assert {f"{programme}.user_fee" for programme in stored.PROGRAMMES.values()} <= set(figures("fees.yaml"))


def test_the_steps_are_the_table_of_states_and_a_purchase_is_two_of_them() -> None:
    taken = set()
    for stage, events in stored.STEPS.values():
        for event in events:
            taken.add((stage, event))
            stage = next_stage(stage, event)
            assert isinstance(stage, Stage)
    assert taken == set(TRANSITIONS)
