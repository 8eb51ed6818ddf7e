"""The model document and the printable card hold every bin, escape what is foreign, and speak both languages."""

from lxml import html

from tests.credit.scorecard.cards import both, category, make_card, small_card
from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.document import card_sections, model_document, to_html, to_markdown
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.judge import card_columns, judge
from yizhan.credit.scorecard.train import TrainSettings, train
from yizhan.kernel.text import Bilingual


def test_the_document_of_a_trained_card_tells_data_bins_figures_and_limits() -> None:
    table, bad = made(1500)
    card = train(table, bad, TrainSettings("made", Bilingual("目的文字", "the purpose"), method="woe"))
    judgement = judge(card, card_columns(card, table), bad, "out_of_time", resamples=20)
    sections = model_document(card, [judgement], "en", ["loans to banks"], ["not for consumers"])
    text = to_markdown(card, sections, "en")
    for expected in (
        "the purpose",
        "loans to banks",
        "not for consumers",
        card.training.data_fingerprint,
        "out_of_time",
        "1,500",
        "PD = 1",
    ):
        assert expected in text, expected
    headings = [section.heading.en for section in sections]
    assert headings[:3] == ["Purpose", "Data", "Exclusions"] and headings[-1] == "Limits of use"
    assert "Performance (out_of_time)" in headings
    assert "目的文字" in to_markdown(card, model_document(card, [], "zh"), "zh")


def test_the_printable_card_shows_each_bin_once_with_its_points() -> None:
    page = html.fromstring(to_html(small_card(), card_sections(small_card(), "en"), "en"))
    cells = [[cell.text for cell in row] for row in page.iter("tr")]
    assert ["[0.1, 5)", "+0", "–", "–", "–"] in cells
    assert ["C", "-6", "–", "–", "–"] in cells
    assert [None, "A", "unseen", "missing"] in cells and ["[5, inf]", "+3", "+0", "-1"] in cells


def test_markup_in_names_and_categories_stays_text() -> None:
    card = make_card(category("<b>x</b>", (("<script>", "a|b"),), (1, 0, 0)), purpose=both("<i>"))
    page = to_html(card, model_document(card, [], "en"), "en")
    assert "<script>" not in page and "&lt;script&gt;" in page and "<i>" not in page
    assert "a\\|b" in to_markdown(card, model_document(card, [], "en"), "en")


def test_the_expert_card_s_assumptions_stand_among_the_limits_of_use() -> None:
    text = to_markdown(park_e_card(), model_document(park_e_card(), [], "zh"), "zh")
    assert all(assumption.zh in text for assumption in park_e_card().assumptions)
    assert "assumption" in text
