"""The parts of a card's page: facts, figures with intervals, grades, and a chart and table for every variable."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yizhan.credit.scorecard.bins import Bins
from yizhan.credit.scorecard.card import Metric, Pair, Scorecard, Variable
from yizhan.credit.scorecard.score import probability
from yizhan.web import charts
from yizhan.web.charts import Point
from yizhan.web.components import SummaryRow
from yizhan.web.formats import bilingual, day, number, percent
from yizhan.web.scorecards.words import MEASURES, METHODS, PARTS
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word


@dataclass(frozen=True, slots=True)
class ShownVariable:
    """One variable: how many points lie between its worst and its best bin, its chart, its table."""

    title: str
    name: str
    span: int
    chart: SafeString
    table: Table | None
    assumption: str


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card in components. Variables stand by the points they can move, the strongest first."""

    card: Scorecard
    facts: list[SummaryRow]
    metrics: Table
    grades: Table
    variables: list[ShownVariable]
    pairs: list[Table]
    assumptions: list[str]


def shown_card(card: Scorecard) -> ShownCard:
    """The card in the page's language."""
    variables = sorted((_variable(variable) for variable in card.variables), key=lambda shown: -shown.span)
    pairs = [_pair(card, pair) for pair in card.pairs]
    return ShownCard(card, _facts(card), _metrics(card.metrics), _grades(card), variables, pairs, [*map(bilingual, card.assumptions)])


def _facts(card: Scorecard) -> list[SummaryRow]:
    tables = _("and %(count)s two-way tables") % {"count": len(card.pairs)} if card.pairs else ""
    rows = [
        SummaryRow(_("Purpose"), bilingual(card.purpose)),
        SummaryRow(_("Way of training"), word(METHODS, card.method)),
        SummaryRow(_("Variables"), number(len(card.variables)), tables),
        SummaryRow(_("Points at the beginning"), number(card.intercept_points)),
        SummaryRow(
            _("Scale"),
            _("%(points)s points are odds of %(odds)s to 1; each %(double)s points more double them")
            % {"points": card.scale.points, "odds": number(Decimal(str(card.scale.odds))), "double": card.scale.points_to_double_odds},
        ),
        SummaryRow(_("Default probability"), _calibration(card), card.calibration.source),
    ]
    record = card.training
    if record is not None:
        window = f"{day(record.window_from) if record.window_from else '–'} … {day(record.window_to) if record.window_to else '–'}"
        bads = {"bads": number(record.bads), "share": percent(Decimal(record.bads) / record.rows) if record.rows else "–"}
        rows += [
            SummaryRow(_("Training window"), window),
            SummaryRow(_("Training rows"), number(record.rows), _("%(bads)s bad, %(share)s") % bads),
            SummaryRow(_("Fingerprint of the data"), f"{record.data_fingerprint[:16]}…"),
        ]
    return rows


def _calibration(card: Scorecard) -> str:
    calibration = card.calibration
    return f"1 / (1 + exp({calibration.intercept:.4f} + {calibration.slope:.6f} · {_('points')}))"


def _metrics(metrics: Sequence[Metric]) -> Table:
    rows = [
        {
            "name": word(MEASURES, metric.name),
            "part": word(PARTS, metric.part),
            "value": f"{metric.value:.4f}",
            "interval": "–" if metric.low95 is None or metric.high95 is None else f"{metric.low95:.4f} … {metric.high95:.4f}",
        }
        for metric in metrics
    ]
    columns = [Column("name", _("Measure")), Column("part", _("Measured on")), Column("value", _("Value"), "end"),
               Column("interval", _("95 % interval"), "end")]
    return Table(_("How well it ranks"), columns, rows, empty=_("Nobody has measured this card."))


def _grades(card: Scorecard) -> Table:
    """Each grade with its points and the default probabilities at their two ends."""
    ends = [grade.points_min for grade in card.grades]
    rows = []
    for grade, low, high in zip(card.grades, ends, [None, *ends[:-1]], strict=True):
        chances = ["0%" if high is None else _chance(card, high), "100%" if low is None else _chance(card, low)]
        rows.append({"grade": grade.code, "points": f"< {high}" if low is None else f"≥ {low}", "pd": " … ".join(chances)})
    columns = [Column("grade", _("Grade")), Column("points", _("Points"), "end"), Column("pd", _("Default probability"), "end")]
    return Table(_("Grades"), columns, rows)


def _chance(card: Scorecard, points: int) -> str:
    return percent(Decimal(str(round(probability(card.calibration, points), 6))))


def _variable(variable: Variable) -> ShownVariable:
    labels = [label_of(variable.bins, index) for index in range(variable.bins.count)]
    title = bilingual(variable.title)
    best = max(range(len(labels)), key=variable.points.__getitem__)
    said = _("%(title)s: most points for %(bin)s") % {"title": title, "bin": labels[best]}
    points = [Point(label, value) for label, value in zip(labels, variable.points, strict=True)]
    chart = charts.bar(said, points, heads=(_("Bin"), _("Points")))
    span = max(variable.points) - min(variable.points)
    assumption = bilingual(variable.assumption) if variable.assumption else ""
    return ShownVariable(title, variable.name, span, chart, _counts(variable, labels), assumption)


def _counts(variable: Variable, labels: Sequence[str]) -> Table | None:
    """How many training rows lay in each bin and how many went bad; an expert card has none."""
    if not variable.rows:
        return None
    rows = [
        {"bin": label, "points": points, "rows": count, "bads": bads, "rate": percent(Decimal(bads) / count) if count else "–"}
        for label, points, count, bads in zip(labels, variable.points, variable.rows, variable.bads, strict=True)
    ]
    columns = [Column("bin", _("Bin")), Column("points", _("Points"), "number"), Column("rows", _("Rows"), "number"),
               Column("bads", _("Bad"), "number"), Column("rate", _("Bad rate"), "end")]
    return Table(_("%(title)s: training rows by bin") % {"title": bilingual(variable.title)}, columns, rows)


def _pair(card: Scorecard, pair: Pair) -> Table:
    titles = [bilingual(card.variable(name).title) for name in (pair.first, pair.second)]
    columns = [Column("bin", f"{titles[0]} ↓ {titles[1]} →"),
               *(Column(f"c{number}", label_of(pair.second_bins, number), "number") for number in range(pair.second_bins.count))]
    rows = [{"bin": label_of(pair.first_bins, index), **{f"c{place}": points for place, points in enumerate(row)}}
            for index, row in enumerate(pair.points)]
    return Table(" × ".join(titles), columns, rows)


def label_of(bins: Bins, index: int) -> str:
    """A bin as people write it: < 0.1, 0.1 … 5, ≥ 5; missing, unseen and special codes in the page's language."""
    kind, label = bins.kind(index), bins.label(index)
    if kind == "interval":
        low, high = label.strip("[)]").split(", ")
        if low == "-inf":
            return _("any number") if high == "inf" else f"< {_readable(high)}"
        return f"≥ {_readable(low)}" if high == "inf" else f"{_readable(low)} … {_readable(high)}"
    if kind == "special":
        return _("code %(code)s") % {"code": label.removeprefix("special ")}
    return {"missing": _("not known"), "unseen": _("any other")}.get(kind, label)


def _readable(end: str) -> str:
    """A cut in four digits: a committee reads the page, an engine the card's JSON, where the cut stands exactly."""
    value = float(end)
    if value.is_integer() or abs(value) >= 1000:
        return number(round(value))
    return f"{value:.4g}".replace("-", "−")
