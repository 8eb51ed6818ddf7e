"""What a proposed card is checked for before a person looks at it: what cannot score is refused, what deserves a look is told."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yizhan.credit.limit import FILE as LIMIT_FILE
from yizhan.credit.parameters import Parameters
from yizhan.credit.scorecard.agreement import ROWS, disagreements
from yizhan.credit.scorecard.bins import CategoryBins
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.score import apply_one
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import CardArtefact, CardUse
from yizhan.workflows.scoring import card_of

# Limits of this program for a second look, not rules of a regulator.
FEW_BADS, OLD_MONTHS = 100, 24
SAME_APPLICANTS_MAX = 500
BINS_MAX = 500


@dataclass(frozen=True, slots=True)
class CardCheck:
    """One check: `level` is `ok` or `look`; the facts are the figures behind it."""

    code: str
    level: str
    facts: dict[str, Any] = field(default_factory=dict)


def readable_card(text: str) -> Scorecard | Refusal:
    """The card of a file; refused with the place that is wrong."""
    try:
        card = from_json(text)
    except (ValueError, OverflowError) as error:  # a CardError is a ValueError, and so is a sign that is no text
        return refuse("card_unreadable", field="card", why=str(error)[:500].encode("ascii", "replace").decode() or "no card")
    if "\\u0000" in to_json(card):
        return refuse("card_unreadable", field="card", why="it holds null bytes, which are no text")
    if max(variable.bins.count for variable in card.variables) > BINS_MAX:
        return refuse("card_bins_too_many", field="card", most=BINS_MAX)
    return card


def check_card(card: Scorecard, on: date) -> list[CardCheck] | Refusal:
    """Refused: columns that an application does not have, grades without a limit, engines that differ. Else what to look at."""
    if refusal := _columns(card) or _grades(card, on):
        return refusal
    found = disagreements(card)
    if found:
        return refuse("card_engines_differ", field="card", engine=found[0].engine, rows=len(found))
    checks = [CardCheck("engines_agree", "ok", {"rows": ROWS}), CardCheck("columns_known", "ok", {"columns": len(card.columns)})]
    return [*checks, *_training(card, on)]


def same_applicants(champion: CardArtefact, challenger: Scorecard) -> list[dict[str, Any]]:
    """What the challenger says of applicants that the champion scored: how many moved from which grade to which.

    Empty when nobody was scored, or when the champion did not read a column that the challenger needs.
    """
    uses = CardUse.objects.filter(artefact=champion).order_by("-at")[:SAME_APPLICANTS_MAX]
    moves: dict[tuple[str, str], int] = {}
    for use in uses:
        if not challenger.columns <= use.row.keys():
            return []
        grade = apply_one(challenger, {name: use.row[name] for name in challenger.columns}).grade
        moves[use.grade, grade] = moves.get((use.grade, grade), 0) + 1
    order = [grade.code for grade in card_of(champion.card_id).grades]
    rows = [{"champion": before, "challenger": after, "applicants": count} for (before, after), count in moves.items()]
    return sorted(rows, key=lambda row: (order.index(row["champion"]), row["challenger"]))


def _columns(card: Scorecard) -> Refusal | None:
    known = {variable.name: isinstance(variable.bins, CategoryBins) for variable in park_e_card().variables}
    unknown = sorted(card.columns - known.keys())
    if unknown:
        return refuse("card_columns_unknown", field="card", columns=", ".join(unknown), known=", ".join(sorted(known)))
    wrong = [variable.name for variable in card.variables if isinstance(variable.bins, CategoryBins) != known[variable.name]]
    return refuse("card_columns_kind", field="card", columns=", ".join(wrong)) if wrong else None


def _grades(card: Scorecard, on: date) -> Refusal | None:
    lent = Parameters(on).version(LIMIT_FILE, "grade_share").value
    unknown = [grade.code for grade in card.grades if grade.code not in lent]
    return refuse("card_grades_unknown", field="card", grades=", ".join(unknown), known=", ".join(sorted(lent))) if unknown else None


def _training(card: Scorecard, on: date) -> list[CardCheck]:
    record = card.training
    if record is None:
        return [CardCheck("no_training_window", "look")]
    checks = []
    if record.bads < FEW_BADS:
        checks.append(CardCheck("few_bads", "look", {"bads": record.bads, "least": FEW_BADS}))
    if record.window_to is None:
        checks.append(CardCheck("window_unknown", "look"))
    elif (on.year - record.window_to.year) * 12 + on.month - record.window_to.month > OLD_MONTHS:
        checks.append(CardCheck("window_old", "look", {"window_to": record.window_to.isoformat(), "months": OLD_MONTHS}))
    if all(metric.part in ("training", "cross_validation") for metric in card.metrics):
        checks.append(CardCheck("no_later_rows_judged", "look"))
    if not record.score_counts:
        checks.append(CardCheck("no_baseline", "look"))
    return checks
