"""The component values and their rendering."""

from datetime import UTC, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils.translation import override
from lxml import html

from tests.web.samples import SampleForm
from yizhan.kernel.money import Money
from yizhan.web.components import Deadline, Opened, Part, Pill, Progress, Step, SummaryRow
from yizhan.web.tables import Column, Sort, Table
from yizhan.web.tags.components import deadline_pill

DUE = datetime(2026, 11, 26, 9, tzinfo=UTC)


def render(source: str, address: str = "/", **context: object) -> html.HtmlElement:
    with override("en"):
        text = Template("{% load yizhan %}" + source).render(
            RequestContext(RequestFactory().get(address), context)
        )
    return html.fromstring(f"<div>{text}</div>")


def test_a_pill_of_an_unknown_tone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="purple"):
        Pill("Refused", "purple")


@pytest.mark.parametrize(
    ("deadline", "label", "tone"),
    [
        (Deadline("running", DUE, 1085), "18 h 5 min left", "active"),
        (Deadline("running", DUE, 90, 80), "1 h 30 min left", "waiting"),
        (Deadline("running", DUE, -75, 80), "1 h 15 min late", "bad"),
        (Deadline("paused", DUE, 300), "Paused", "waiting"),
        (Deadline("pending_calendar", missing_year=2027), "Pending calendar", "waiting"),
        (Deadline("kept", DUE), "Kept", "good"),
    ],
)
def test_a_deadline_says_how_it_stands(deadline: Deadline, label: str, tone: str) -> None:
    with override("en"):
        pill = deadline_pill(deadline)
    assert (pill.label.replace("\N{NO-BREAK SPACE}", " "), pill.tone) == (label, tone)


def test_a_pending_deadline_names_the_missing_year() -> None:
    assert (
        "calendar missing for 2027"
        in render(
            "{% deadline value %}", value=Deadline("pending_calendar", missing_year=2027)
        ).text_content()
    )


def test_markup_in_a_value_is_shown_and_never_run() -> None:
    page = render(
        "{% summary_list rows %}{% pill pill %}{% copy_id evil %}{% notice 'info' evil %}{{ evil }}{% endnotice %}",
        evil="<script>alert(1)</script>",
        pill=Pill("<script>"),
        rows=[SummaryRow("<script>", "<script>x</script>", "<script>")],
    )
    assert not page.xpath("//script")
    assert "alert(1)" in page.text_content()


def test_an_opened_number_shows_its_parts_and_which_one_decides() -> None:
    figure = Opened(
        "Limit",
        Money.of(5),
        (Part("Cap", Money.of(9)), Part("Need", Money.of(5), decides=True)),
        "min(9, 5)",
        "card 1",
        "assumed",
    )
    page = render("{% opened figure %}", figure=figure)
    assert page.xpath("string(//summary)").split() == ["Limit", "assumption", "¥5.00"]
    assert [row.xpath("string(th)").strip() for row in page.xpath("//tr")] == ["Cap", "Need"]
    assert page.xpath("//tr[@data-decides]/td/span")[0].text == "this one decides"
    assert "assumed" in page.text_content() and "Source: card 1" in page.text_content()


def test_steps_say_in_words_what_colours_say() -> None:
    page = render("{% steps items %}", items=[Step("Apply", "done"), Step("Check", "current"), Step("Pay")])
    assert [item.xpath("string(span)").strip() for item in page.xpath("//li")] == [
        "(done)",
        "(now)",
        "(to come)",
    ]
    assert page.xpath("//li[@aria-current='step']/text()")[0] == "Check"


@pytest.mark.parametrize(
    ("work", "share", "polls"),
    [
        (Progress("Reading", 1, 3, "/progress/"), "33", True),
        (Progress("Reading", 5, 3, "/progress/"), "100", True),
        (Progress("Reading", 0, None, "/progress/"), None, True),
        (Progress("Reading", 3, 3, "/progress/", done=True), "100", False),
    ],
)
def test_progress_is_polled_until_it_is_done(work: Progress, share: str | None, polls: bool) -> None:
    page = render("{% progress work %}", work=work)
    assert page.xpath("//progress")[0].get("value") == share
    assert bool(page.xpath("//*[@hx-get]")) is polls


def test_a_table_sorts_by_links_that_keep_the_filters_and_forget_the_page() -> None:
    table = Table(
        "Cases",
        [Column("due", "Due", "day", True), Column("amount", "Amount", "money", True)],
        [{"due": DUE.date(), "amount": Money.of(12)}],
        Sort("due"),
    )
    page = render("{% table table %}", "/?state=open&page=4", table=table)
    assert [link.get("href") for link in page.xpath("//th/a")] == [
        "?state=open&sort=-due",
        "?state=open&sort=amount",
    ]
    assert page.xpath("//th[@aria-sort]")[0].get("aria-sort") == "ascending"
    assert page.xpath("//td")[0].get("class") == "yz-end"
    assert page.xpath("//td")[0].text_content() == "¥12.00"


def test_an_empty_table_says_what_to_do_first() -> None:
    assert (
        "Import"
        in render(
            "{% table table %}", table=Table("Cases", [], [], empty="Import a file first")
        ).text_content()
    )


def test_pages_keep_the_rest_of_the_address() -> None:
    page = render("{% pagination page %}", "/?q=x&page=2", page=Paginator(range(60), 20).page(2))
    assert page.xpath("//a[@rel='next']")[0].get("href") == "?q=x&page=3"
    assert "21–40 of 60" in page.text_content()
    assert page.xpath("//a[@aria-current='page']")[0].text == "2"


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    form = SampleForm({"amount": "much", "term": "12", "consent": "on"})
    page = render("{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    control = page.get_element_by_id("id_amount")
    assert control.get("aria-invalid") == "true" and control.get("value") == "much"
    assert control.get("aria-describedby") == "id_amount_hint id_amount_error"
    assert all(page.get_element_by_id(name) is not None for name in control.get("aria-describedby").split())
    assert page.xpath("//label[@for='id_amount']")
    for radio in page.xpath("//input[@type='radio']"):
        assert len(page.xpath(f"//label[@for='{radio.get('id')}']")) == 1


def test_the_error_summary_links_to_each_field() -> None:
    with override("en"):
        form = SampleForm({"amount": "much"})
    page = render("{% error_summary form 'The branch is closed.' %}", form=form)
    assert [link.get("href") for link in page.xpath("//a")] == [
        "#id_amount",
        "#id_term",
        "#id_purpose_0",
        "#id_consent",
    ]
    assert "The branch is closed." in page.text_content()
    assert page.xpath("//a")[0].text.startswith("Amount – ")


def test_a_valid_form_has_no_error_summary() -> None:
    assert not render("{% error_summary form %}", form=SampleForm()).xpath("//*[@role='alert']")


def test_filters_format_without_a_request() -> None:
    with override("en"):
        text = Template(
            "{% load yizhan %}{{ amount|money:'short' }} {{ share|percent }} {{ count|number }} {% when due %}"
        ).render(Context({"amount": Money.of(2_000_000), "share": "0.5", "count": 1234, "due": DUE}))
    assert html.fromstring(text).text_content() == "¥2,000,000.00 (2m) 50.00% 1,234 2026-11-26 Thu 17:00"
