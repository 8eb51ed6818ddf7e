"""A card as readable JSON and back. The file format is `card.schema.json`; loading names what is wrong and
where.

Cuts and codes are written with the fewest digits that round to the same float32, and are rounded again on
loading. `card_id` in the file is the fingerprint of the rest, so a card that was edited by hand does not
load.
"""

import json
from datetime import date

from yizhan.credit.scorecard import card as values
from yizhan.credit.scorecard.bins import Bins, CardError, CategoryBins, NumericBins
from yizhan.credit.scorecard.content import plain_content
from yizhan.credit.scorecard.reader import Reader
from yizhan.credit.scorecard.single_precision import round_to_single
from yizhan.kernel.text import Bilingual

FORMAT = 1


def to_json(card: values.Scorecard) -> str:
    """The card as JSON text, indented, ending with a line feed."""
    return (
        json.dumps(
            {"format": FORMAT, "card_id": card.card_id, **plain_content(card)}, ensure_ascii=False, indent=1
        )
        + "\n"
    )


def from_json(text: str) -> values.Scorecard:
    """The card of a JSON text. Raises CardError when it is broken, of another format, or was changed after
    saving."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CardError(f"the card is not readable as JSON: {error}") from error
    reader = Reader(content, "card")
    found = reader.take("format", int)
    if found != FORMAT:
        age = "newer than this program" if found > FORMAT else "older than any this program can read"
        raise CardError(f"card.format: {found} is {age}; this program reads format {FORMAT}")
    stated = reader.take("card_id", str)
    card = read_card(reader)
    if card.card_id != stated:
        raise CardError(
            f"card.card_id: the content has the id {card.card_id}, the file says {stated}: it was changed "
            "after it was saved; train or load it anew and save it with to_json"
        )
    return card


def read_card(reader: Reader) -> values.Scorecard:
    """A card from a mapping without `format` and `card_id`; the rest must be used up."""
    card = values.Scorecard(
        name=reader.take("name", str), version=reader.take("version", str), method=reader.take("method", str),
        purpose=_text(reader, "purpose"), intercept_points=reader.take("intercept_points", int),
        variables=tuple(_variable(item) for item in reader.items("variables")),
        scale=_scale(reader.child("scale")), calibration=_calibration(reader.child("calibration")),
        grades=tuple(_grade(item) for item in reader.items("grades")),
        pairs=tuple(_pair(item) for item in reader.items("pairs")),
        effective_from=_day(reader, "effective_from"), training=_training(reader.optional("training")),
        metrics=tuple(_metric(item) for item in reader.items("metrics")),
        assumptions=tuple(_bilingual(item) for item in reader.items("assumptions")))
    reader.finish()
    return card


def _variable(reader: Reader) -> values.Variable:
    direction = reader.take("direction", str)
    if direction not in list(values.Direction):
        raise CardError(f"{reader.place}.direction: {direction!r} is none of {', '.join(values.Direction)}")
    variable = values.Variable(
        name=reader.take("name", str),
        bins=_bins(reader.child("bins")),
        points=reader.integers("points"),
        title=_text(reader, "title"),
        direction=values.Direction(direction),
        reason=_text_or_none(reader, "reason"),
        missing_reason=_text_or_none(reader, "missing_reason"),
        assumption=_text_or_none(reader, "assumption"),
        rows=reader.integers("rows"),
        bads=reader.integers("bads"),
    )
    reader.finish()
    return variable


def _pair(reader: Reader) -> values.Pair:
    rows = reader.take("points", list)
    if any(not isinstance(row, list) for row in rows):
        raise CardError(f"{reader.place}.points: expected a list of lists")
    pair = values.Pair(
        reader.take("first", str),
        _bins(reader.child("first_bins")),
        reader.take("second", str),
        _bins(reader.child("second_bins")),
        tuple(tuple(row) for row in rows),
    )
    reader.finish()
    return pair


def _bins(reader: Reader) -> Bins:
    kind = reader.take("kind", str)
    if kind == "category":
        groups = reader.take("groups", list)
        if any(not isinstance(group, list) for group in groups):
            raise CardError(f"{reader.place}.groups: expected a list of lists of text")
        bins: Bins = CategoryBins(tuple(tuple(group) for group in groups))
    elif kind == "numeric":
        bins = NumericBins(*(tuple(round_to_single(number) for number in reader.floats(name))
                             for name in ("cuts", "special_codes")))
    else:
        raise CardError(f"{reader.place}.kind: {kind!r} is neither numeric nor category")
    reader.finish()
    return bins


def _scale(reader: Reader) -> values.Scale:
    scale = values.Scale(
        reader.take("points", int), reader.number("odds"), reader.take("points_to_double_odds", int)
    )
    reader.finish()
    return scale


def _calibration(reader: Reader) -> values.Calibration:
    calibration = values.Calibration(
        reader.number("intercept"),
        reader.number("slope"),
        reader.take("basis", str),
        reader.take("source", str),
    )
    reader.finish()
    return calibration


def _grade(reader: Reader) -> values.Grade:
    grade = values.Grade(reader.take("code", str), reader.take("points_min", int | None))
    reader.finish()
    return grade


def _training(reader: Reader | None) -> values.TrainingRecord | None:
    if reader is None:
        return None
    record = values.TrainingRecord(
        _day(reader, "window_from"),
        _day(reader, "window_to"),
        reader.take("rows", int),
        reader.take("bads", int),
        reader.take("target", str),
        reader.take("data_fingerprint", str),
        reader.take("seed", int),
        reader.text_pairs("settings"),
        reader.text_pairs("library_versions"),
        *(reader.integers(name) if name in reader.content else () for name in ("score_limits", "score_counts")),
    )
    reader.finish()
    return record


def _metric(reader: Reader) -> values.Metric:
    ends = [None if reader.content.get(name) is None else reader.number(name) for name in ("low95", "high95")]
    metric = values.Metric(reader.take("name", str), reader.take("part", str), reader.number("value"), *ends)
    reader.skip("low95", "high95")
    reader.finish()
    return metric


def _text(reader: Reader, name: str) -> Bilingual:
    return _bilingual(reader.child(name))


def _text_or_none(reader: Reader, name: str) -> Bilingual | None:
    child = reader.optional(name)
    return None if child is None else _bilingual(child)


def _bilingual(reader: Reader) -> Bilingual:
    text = reader.take("zh", str), reader.take("en", str)
    reader.finish()
    if not all(text):
        raise CardError(f"{reader.place}: both zh and en are needed")
    return Bilingual(*text)


def _day(reader: Reader, name: str) -> date | None:
    given = reader.take(name, str | None)
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        raise CardError(f"{reader.place}.{name}: {given!r} is not a date such as 2026-11-23") from None
