"""A stored evaluation as the page shows it: checks with sources, score with reasons, and every number opened to its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yizhan.credit.knock_out import EVERY_PRODUCT
from yizhan.credit.knock_out import FILE as KNOCK_OUT
from yizhan.credit.parameters import Parameters
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.score import Score, reason_text
from yizhan.credit.stored_values import revive
from yizhan.kernel.dated import Version
from yizhan.records.models import Evaluation
from yizhan.web.components import Figure, Opened, Part, Pill
from yizhan.web.desk.opened import limit_opened, part_opened, price_opened
from yizhan.web.desk.words import OUTCOMES, worded_pill
from yizhan.web.formats import bilingual, day, number, percent
from yizhan.web.labels import state_pill
from yizhan.web.reasons import ReasonWords, all_reason_words, reason_words
from yizhan.workflows.scoring import known_card


@dataclass(frozen=True, slots=True)
class Shown:
    """One evaluation in words and components."""

    evaluation: Evaluation
    outcome: Pill
    reasons: list[ReasonWords]
    cards: list[Figure]
    checks: list[dict[str, Any]]
    score: Opened | None
    limit: Opened
    parts: list[Opened]
    price: Opened | None

    @property
    def met(self) -> int:
        """How many knock-out rules are met."""
        return sum(check["is_met"] for check in self.checks)

    @property
    def unmet(self) -> bool:
        """Whether a rule is not met or not known."""
        return self.met < len(self.checks)


def shown(evaluation: Evaluation, product_code: str) -> Shown:
    """The evaluation from what was stored; nothing is computed again."""
    result, inputs, on = evaluation.result["result"], evaluation.result["inputs"], evaluation.decision_date
    score = revive(Score, inputs["score"]) if inputs.get("score") else None
    return Shown(
        evaluation=evaluation,
        outcome=worded_pill(OUTCOMES, result["outcome"]),
        reasons=all_reason_words(result["reasons"]),
        cards=_cards(result, score),
        checks=checks(result["checks"], product_code, on),
        score=score_opened(score),
        limit=limit_opened(result["limit"]),
        parts=[part_opened(part, result["need"]) for part in result["limit"]["parts"]],
        price=price_opened(result["price"]) if result["price"] else None,
    )


def checks(stored: list[Mapping[str, Any]], product_code: str, on: date) -> list[dict[str, Any]]:
    """Each knock-out rule with its verdict, its sentence and where the threshold comes from."""
    parameters = Parameters(on)
    rows = []
    for check in stored:
        version = _version(parameters, product_code, check["rule"])
        name = bilingual(version.note) if version and {"zh", "en"} <= set(version.note) else check["rule"]
        rows.append(
            {
                "name": name,
                "verdict": state_pill("check", check["verdict"]),
                "reason": reason_words(check["reason"]) if check["reason"] else None,
                "since": day(check["effective_from"]),
                "source": version.source if version else "",
                "is_met": check["verdict"] == "met",
                "is_assumption": check["is_assumption"],
            }
        )
    return rows


def score_opened(score: Score | None) -> Opened | None:
    """Points, grade and the reasons that cost most, in the words of the card that scored."""
    if score is None:
        return None
    card = known_card(score.card_id)
    parts = [
        Part(
            bilingual(reason_text(card, reason)) if card else reason.variable,
            f"−{reason.points_lost}",
            _("%(points)s points of %(best)s possible") % {"points": number(reason.points), "best": reason.points + reason.points_lost},
        )
        for reason in score.reasons
    ]
    value = _("%(points)s points, grade %(grade)s, default probability %(pd)s") % {
        "points": score.points,
        "grade": score.grade,
        "pd": percent(score.pd),
    }
    assumption = bilingual(card.assumptions[0]) if card and card.assumptions else ""
    return Opened(
        _("Score: what cost most"),
        value,
        parts,
        source=_card_words(card) if card else score.card_id,
        assumption=assumption,
        open=True,
    )


def _card_words(card: Scorecard) -> str:
    facts = {"name": card.name, "version": card.version, "id": card.card_id}
    return _("card %(name)s, version %(version)s, fingerprint %(id)s") % facts


def _cards(result: Mapping[str, Any], score: Score | None) -> list[Figure]:
    price, limit = result["price"], result["limit"]
    provisional = _("provisional: a part is open") if limit["is_provisional"] else ""
    cards = [Figure(_("Limit"), limit_opened(limit).value, provisional)]
    if result["amount"]:
        cards.append(Figure(_("Amount by the model"), limit_opened({**limit, "amount": result["amount"]}).value))
    if price:
        unproven = price["lpr"]["is_unconfirmed"] or price["spread_is_assumption"]
        cards.append(Figure(_("Price a year"), percent(price["annual"]), assumption=_("LPR or spread unconfirmed") if unproven else ""))
    if score:
        cards.append(
            Figure(
                _("Score"), score.points, _("grade %(grade)s, default probability %(pd)s") % {"grade": score.grade, "pd": percent(score.pd)}
            )
        )
    return cards


def _version(parameters: Parameters, product_code: str, rule: str) -> Version | None:
    return parameters.version_or_none(KNOCK_OUT, f"{product_code}.{rule}") or parameters.version_or_none(
        KNOCK_OUT, f"{EVERY_PRODUCT}.{rule}"
    )
