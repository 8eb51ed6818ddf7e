"""Expert cards in YAML become the same artefact as trained ones. The reader refuses what it does not know.

    variables:
      - name: gap_months
        title: {zh: …, en: …}
        direction: decreasing
        cuts: [1, 2, 4]          # or groups: [[A], [B, M]] for categories, with `unseen`
        points: [10, 4, -4, -12] # one for each interval or group
        missing: 0
        codes: [[-999, 0]]       # optional: special code, points
        reason: {zh: …, en: …}
        assumption: {zh: …, en: …}

Points are stated, odds and calibration follow from `scale`: its basis is always `assumption`.
"""

import functools
import math
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from yizhan.credit.scorecard.bins import CardError, CategoryBins, NumericBins
from yizhan.credit.scorecard.card import Calibration, Direction, Grade, Scale, Scorecard, Variable
from yizhan.credit.scorecard.reader import Reader
from yizhan.credit.scorecard.single_precision import round_to_single
from yizhan.kernel.text import Bilingual

PARK_E = Path(__file__).with_name("park_e.expert.yaml")


@functools.cache
def park_e_card() -> Scorecard:
    """The expert card of 园区e贷."""
    return load_expert_card(PARK_E)


def load_expert_card(path: Path) -> Scorecard:
    """The card of a YAML file. Raises CardError, which names the place and the mend."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise CardError(f"{path.name}: not readable as YAML: {error}") from error
    return expert_card(content, path.name)


def expert_card(content: Any, place: str) -> Scorecard:
    """The card of parsed YAML."""
    reader = Reader(content, place)
    scale = _scale(reader.child("scale"))
    card = Scorecard(
        name=reader.take("name", str), version=reader.take("version", str), method="expert",
        purpose=_text(reader, "purpose"), intercept_points=reader.take("intercept_points", int),
        variables=tuple(_variable(item) for item in reader.items("variables")), scale=scale,
        calibration=calibration_of_scale(scale, reader.take("calibration_source", str)),
        grades=tuple(_grade(item) for item in reader.items("grades")),
        effective_from=reader.take("effective_from", date),
        assumptions=tuple(_bilingual(item) for item in reader.items("assumptions")))
    reader.finish()
    return card


def calibration_of_scale(scale: Scale, source: str, basis: str = "assumption") -> Calibration:
    """Points to probability as the scale defines it: odds at `points`, doubled by each
    `points_to_double_odds`."""
    slope = math.log(2.0) / scale.points_to_double_odds
    return Calibration(math.log(scale.odds) - slope * scale.points, slope, basis, source)


def _variable(reader: Reader) -> Variable:
    points = [*reader.integers("points")]
    if "groups" in reader.content:
        groups = reader.take("groups", list)
        bins: Any = CategoryBins(tuple(tuple(group) for group in groups))
        points.append(reader.take("unseen", int))
    else:
        codes = _codes(reader)
        bins = NumericBins(*(tuple(round_to_single(number) for number in numbers)
                             for numbers in (reader.floats("cuts"), [code for code, _ in codes])))
        points += [point for _, point in codes]
    points.append(reader.take("missing", int))
    direction = reader.content.get("direction", "free")
    reader.skip("direction", "codes")
    if direction not in list(Direction):
        raise CardError(f"{reader.place}.direction: {direction!r} is none of {', '.join(Direction)}")
    variable = Variable(
        reader.take("name", str),
        bins,
        tuple(points),
        _text(reader, "title"),
        Direction(direction),
        _text(reader, "reason"),
        _text_or_none(reader, "missing_reason"),
        _text(reader, "assumption"),
    )
    reader.finish()
    return variable


def _codes(reader: Reader) -> list[list[int]]:
    codes = reader.content.get("codes", [])
    if any(not isinstance(pair, list) or len(pair) != 2 for pair in codes):
        raise CardError(f"{reader.place}.codes: expected pairs of a code and its points, got {codes!r}")
    return codes


def _scale(reader: Reader) -> Scale:
    scale = Scale(
        reader.take("points", int), reader.number("odds"), reader.take("points_to_double_odds", int)
    )
    reader.finish()
    return scale


def _grade(reader: Reader) -> Grade:
    grade = Grade(reader.take("code", str), reader.take("points_min", int | None))
    reader.finish()
    return grade


def _text(reader: Reader, name: str) -> Bilingual:
    return _bilingual(reader.child(name))


def _text_or_none(reader: Reader, name: str) -> Bilingual | None:
    return _text(reader, name) if name in reader.content else None


def _bilingual(reader: Reader) -> Bilingual:
    text = Bilingual(reader.take("zh", str), reader.take("en", str))
    reader.finish()
    return text
