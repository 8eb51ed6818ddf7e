"""Parts of an amount that go back step by step and sum exactly: each step gives what is due in all, less what was given before."""


def returned(total: int, whole: int, before: int, part: int) -> int:
    """What goes back of `total` when `part` of `whole` goes back after `before` of it went back earlier; all in minor units.

    The sum due is rounded half up (facts 2.5, an assumption), and this step takes the difference; so no step is negative
    and the steps of any split of `whole` sum to `total`. Raises ValueError when more than the whole would go back.
    """
    if min(total, before, part) < 0 or whole <= 0 or before + part > whole:
        raise ValueError(f"{before} and {part} are not parts of {whole}")
    return _due(total, whole, before + part) - _due(total, whole, before)


def _due(total: int, whole: int, part: int) -> int:
    """Half up in whole numbers, so that no product is too long for a decimal context."""
    return (2 * total * part + whole) // (2 * whole)
