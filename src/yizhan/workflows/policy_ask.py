"""解答业务疑问: a question to the desk, answered from its own summaries or not at all. Nothing is stored."""

from django.db import connection

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import normalise
from yizhan.policy.ask import QUESTION_LENGTH_MAX, Answer, Match, best_answer, pieces, texts
from yizhan.records.policy_search import can_compare, compare


def ask_desk(question: str) -> Answer | Refusal:
    """The answer. Refusals: `question_empty`, `question_too_long` (length_max), `no_answer_known`, `search_unavailable`."""
    asked = normalise(question.replace("\0", ""))
    if not pieces(asked):
        return refuse("question_empty")
    if len(asked) > QUESTION_LENGTH_MAX:
        return refuse("question_too_long", length_max=QUESTION_LENGTH_MAX)
    with connection.cursor() as cursor:
        if not can_compare(cursor):
            return refuse("search_unavailable")
        matches = [Match(*row) for row in compare(cursor, pieces(asked), texts())]
    return best_answer(asked, matches) or refuse("no_answer_known")
