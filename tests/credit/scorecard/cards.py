"""Cards and rows for the tests: one small card by hand, and strategies that draw any card with awkward rows."""

import math

import pyarrow as pa
from hypothesis import strategies as st

from yizhan.credit.scorecard.bins import CategoryBins, NumericBins
from yizhan.credit.scorecard.card import Calibration, Grade, Pair, Scale, Scorecard, Variable
from yizhan.credit.scorecard.single_precision import round_to_single, threshold, upper_threshold
from yizhan.kernel.text import Bilingual

SCALE = Scale(600, 20.0, 40)
CALIBRATION = Calibration(-7.4, 0.0173, "assumption", "test")
GRADES = (Grade("A", 620), Grade("B", 600), Grade("C", None))


def both(text: str) -> Bilingual:
    return Bilingual(text, text)


def make_card(*variables: Variable, pairs: tuple[Pair, ...] = (), intercept: int = 600, **changes) -> Scorecard:
    parts = {"name": "test", "version": "1", "method": "expert", "purpose": both("test"), "scale": SCALE,
             "calibration": CALIBRATION, "grades": GRADES, **changes}
    return Scorecard(intercept_points=intercept, variables=variables, pairs=pairs, **parts)


def numeric(name: str, cuts: tuple[float, ...], points: tuple[int, ...], codes: tuple[float, ...] = (), **more) -> Variable:
    bins = NumericBins(tuple(map(round_to_single, cuts)), tuple(map(round_to_single, codes)))
    return Variable(name, bins, points, both(name), **more)


def category(name: str, groups: tuple[tuple[str, ...], ...], points: tuple[int, ...], **more) -> Variable:
    return Variable(name, CategoryBins(groups), points, both(name), **more)


def small_card() -> Scorecard:
    """Sales in three intervals with the special code -1, tax grade in two groups, and a two-way table of both."""
    sales = numeric("sales", (0.1, 5.0), (-10, 0, 10, -7, -3), (-1.0,))
    tax = category("tax", (("A", "B"), ("C",)), (4, -6, -2, 0))
    pair = Pair("sales", NumericBins((5.0,)), "tax", CategoryBins((("A",),)), ((0, 0, 0), (3, 0, -1), (0, 0, 0)))
    return make_card(sales, tax, pairs=(pair,))


points = st.integers(-200, 200)
singles = st.floats(width=32, allow_nan=False, allow_infinity=False).map(round_to_single)
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=5)


@st.composite
def numeric_bins(draw) -> NumericBins:
    cuts = draw(st.lists(singles, max_size=6, unique=True).map(sorted))
    codes = draw(st.lists(st.sampled_from([-999.0, -1.0, 0.0, round_to_single(0.1)]) | singles, max_size=2, unique=True))
    return NumericBins(tuple(cuts), tuple(codes))


@st.composite
def category_bins(draw) -> CategoryBins:
    names = draw(st.lists(words, max_size=5, unique=True))
    return CategoryBins(tuple((name,) for name in names[:2]) + ((tuple(names[2:]),) if names[2:] else ()))


@st.composite
def cards(draw) -> Scorecard:
    """Any card: some numbers, some categories, perhaps a pair."""
    kinds = draw(st.lists(st.sampled_from([numeric_bins, category_bins]), min_size=1, max_size=4))
    variables = []
    for position, kind in enumerate(kinds):
        bins = draw(kind())
        variables.append(Variable(f"v {position}\"`", bins, tuple(draw(points) for _ in range(bins.count)), both("v")))
    pairs = []
    if len(kinds) > 1 and draw(st.booleans()):
        first, second = draw(kinds[0]()), draw(kinds[1]())
        grid = tuple(tuple(draw(points) for _ in range(second.count)) for _ in range(first.count))
        pairs.append(Pair(variables[0].name, first, variables[1].name, second, grid))
    return make_card(*variables, pairs=tuple(pairs), intercept=draw(points))


def awkward_numbers(card: Scorecard, name: str) -> list[float]:
    """Cuts and codes, the doubles around them and around their thresholds, and the extremes."""
    bins = [variable.bins for variable in card.variables if variable.name == name]
    bins += [pair.first_bins for pair in card.pairs if pair.first == name]
    bins += [pair.second_bins for pair in card.pairs if pair.second == name]
    marks = {mark for one in bins for mark in (*one.cuts, *one.special_codes)}
    edges = {edge for mark in marks for edge in (mark, threshold(mark), upper_threshold(mark))}
    near = {math.nextafter(edge, to) for edge in edges for to in (-math.inf, math.inf)}
    return [*edges, *near, math.nan, math.inf, -math.inf, 0.0, -0.0, 1e300, -1e300, 5e-324, 1e-46]


@st.composite
def rows_of(draw, card: Scorecard) -> list[dict]:
    """Rows with missing, infinite, unseen and boundary values."""
    values = {}
    for variable in card.variables:
        if isinstance(variable.bins, NumericBins):
            plain = st.sampled_from(awkward_numbers(card, variable.name)) | st.floats()
        else:
            plain = st.sampled_from([*variable.bins.lookup, "never seen"]) | words
        values[variable.name] = st.none() | plain
    return draw(st.lists(st.fixed_dictionaries(values), min_size=1, max_size=12))


def table_of(card: Scorecard, rows: list[dict]) -> pa.Table:
    """The rows as an Arrow table of doubles and text."""
    kinds = {variable.name: pa.float64() if isinstance(variable.bins, NumericBins) else pa.string() for variable in card.variables}
    return pa.table({name: pa.array([row[name] for row in rows], kind, from_pandas=False) for name, kind in kinds.items()})
