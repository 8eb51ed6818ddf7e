"""Ask the desk, the deciding part: pieces of a question, weights, and when an answer is clear enough."""

from yizhan.policy.ask import Match, best_answer, pieces, texts
from yizhan.policy.summaries import summaries


def matches(question: str, held: dict[str, set[str]]) -> list[Match]:
    """Every piece against every text; `held` says which pieces which text has in its question."""
    return [Match(key, piece, float(piece in held.get(key, ())), float(piece in held.get(key, ())))
            for key, _, _ in texts() for piece in pieces(question)]


def test_pieces_know_synonyms_and_leave_out_words_that_tell_nothing() -> None:
    assert pieces("高企") == pieces("高新技术企业是什么")
    assert pieces("What is the rate?") == ("rate",)
    assert pieces("？！") == ()


def test_every_summary_has_a_text_that_holds_its_own_question() -> None:
    assert [key for key, _, _ in texts()] == [summary.key for summary in summaries()]
    assert all(set(pieces(summary.ask.zh)) <= set(asked.split()) <= set(told.split())
               for summary, (_, asked, told) in zip(summaries(), texts(), strict=True))


def test_a_question_that_a_text_covers_is_answered() -> None:
    found = best_answer("merger loan share", matches("merger loan share", {"merger_share": {"merger", "loan", "share"}}))
    assert found is not None and (found.summary.key, found.covers) == ("merger_share", 1.0)


def test_two_texts_that_cover_alike_answer_nothing() -> None:
    held = {"merger_share": {"merger", "loan", "share"}, "rd_loan": {"merger", "loan", "share"}}
    assert best_answer("merger loan share", matches("merger loan share", held)) is None


def test_a_word_that_no_text_knows_speaks_against_an_answer() -> None:
    asked = "merger loan mortgage pension visa"
    assert best_answer(asked, matches(asked, {"merger_share": {"merger", "loan"}})) is None


def test_one_word_alone_proves_nothing() -> None:
    assert best_answer("shenzhen", matches("shenzhen", {"startup_loan": {"shenzhen"}})) is None


def test_nothing_to_compare_is_no_answer() -> None:
    assert best_answer("？", []) is None
