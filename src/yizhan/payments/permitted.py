"""What a foreign card may be used for (可用范围): consumption only, and not every kind of merchant."""

from datetime import date

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures

FILE = "permitted.yaml"
PURCHASE = "purchase"


def check_function(function: str, on: date) -> Refusal | None:
    """None for a purchase, else `function_not_for_foreign_cards` (function); an unknown function raises ValueError."""
    refused = figure(figures(FILE), "functions_refused", on).value
    if function != PURCHASE and function not in refused:
        raise ValueError(f"unknown function {function!r}")
    return refuse("function_not_for_foreign_cards", function=function) if function in refused else None


def check_category(category_code: str, on: date) -> Refusal | None:
    """None for a merchant category that may take foreign cards.

    `category_code_malformed` unless it is four digits; `category_blocked` (category_code, category) for one on the block list.
    """
    if not (len(category_code) == 4 and category_code.isascii() and category_code.isdigit()):
        return refuse("category_code_malformed")
    blocked = figure(figures(FILE), "categories_blocked", on).value
    if category_code in blocked:
        return refuse("category_blocked", category_code=category_code, category=blocked[category_code])
    return None
