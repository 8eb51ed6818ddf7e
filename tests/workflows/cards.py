"""A card trained on made applicants with the columns that an application has, and the steps that put it in force."""

import dataclasses
import functools
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tests.stories.journey import done
from yizhan.credit.scorecard.card import Direction, Scorecard
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.kernel.clock import FixedClock, branch_date
from yizhan.kernel.text import Bilingual
from yizhan.records.models import CardAlarm, CardProposal
from yizhan.workflows.scorecards import propose_card, review_card
from yizhan.workflows.scoring import keep_card

FILE = Path(__file__).with_name("trained_card.json")
DOCUMENT = b"<!doctype html><title>Model document</title>"


def applicants(rows: int, seed: int = 0, shift: float = 0.0) -> tuple[dict[str, Any], np.ndarray]:
    """Made applicants: risk falls with growth and good tax grades, rises with volatility; `shift` moves the volatility."""
    draw = np.random.default_rng(seed)
    growth, volatility = draw.normal(0.1, 0.3, rows), np.abs(draw.normal(0.3, 0.2, rows)) + shift
    tax = draw.choice(["A", "B", "M", "C"], rows, p=[0.4, 0.3, 0.2, 0.1])
    history = draw.integers(6, 60, rows).astype(float)
    log_odds = -3.2 - 1.5 * growth + 2.0 * volatility + 1.2 * (tax == "C") - 0.01 * history
    table = {"sales_growth": growth, "sales_volatility": volatility, "history_months": history, "tax_grade": pa.array(tax)}
    return table, draw.random(rows) < 1 / (1 + np.exp(-log_odds))


@functools.cache
def trained_card(version: str = "1") -> Scorecard:
    """A boosted card with its own baseline, from a file beside this one: training it takes seconds that each worker would spend."""
    return dataclasses.replace(from_json(FILE.read_text(encoding="utf-8")), version=version)


def train_anew() -> Scorecard:
    """The card of the file, from the first 4,000 made applicants; run this file as a module with Django set up to write it."""
    from yizhan.credit.scorecard.train import TrainSettings, train

    table, bad = applicants(4000)
    titles = {"sales_growth": Bilingual("销售增长", "Growth of sales"), "sales_volatility": Bilingual("销售波动", "Volatility of sales"),
              "history_months": Bilingual("开票时长", "Months of history"), "tax_grade": Bilingual("纳税信用", "Tax grade")}
    return train(table, bad, TrainSettings(
        "park_e_trained", Bilingual("园区e贷准入", "Admission to the park loan"), "1", titles=titles,
        directions={"sales_growth": Direction.INCREASING, "sales_volatility": Direction.DECREASING},
        window_from=date(2024, 1, 1), window_to=date(2025, 12, 31)))


def proposed(user, clock: FixedClock, card: Scorecard | None = None, product: str = "park-e") -> CardProposal:
    """The card proposed with its document."""
    text = to_json(card or trained_card())
    return done(propose_card(user, clock, product, text, "比专家卡排序更好，样本外已检验", "model.html", BytesIO(DOCUMENT)))


def alarm(clock: FixedClock) -> CardAlarm:
    """An open alarm of the trained card."""
    return CardAlarm.objects.create(artefact=keep_card(trained_card(), clock.now()), product_code="park-e", kind="stability",
                                    month="2026-11", name="score", level="alarm", created_at=clock.now())


def in_force(cast, clock: FixedClock, card: Scorecard | None = None, on: date | None = None) -> CardProposal:
    """The card approved by another person."""
    proposal = proposed(cast.officer, clock, card)
    return done(review_card(cast.approver, clock, proposal.id, "approved", "指标与文档已核对", on or branch_date(clock.now())))


if __name__ == "__main__":
    FILE.write_text(to_json(train_anew()), encoding="utf-8")
