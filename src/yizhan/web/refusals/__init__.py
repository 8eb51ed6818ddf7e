"""Refusals in words: a stable code and its facts become a sentence that says what is wrong and how to mend
it.

Each theme has a file of texts beside this one; placeholders carry the names of the facts. Where a code is
used with
different facts, several sentences stand in order and the first one whose facts are all there is taken. A code
without
a text shows itself with its facts, so that nothing is ever swallowed; tests/web/test_refusals.py demands a
text for
every code in the tree.
"""

from collections.abc import Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.web import labels
from yizhan.web.formats import fact, money
from yizhan.web.refusals import (
    access,
    applications,
    decisions,
    files,
    libraries,
    loans,
    merchants,
    payments,
    policy,
    rates,
    requests,
    rows,
    scorecards,
    switch,
    travellers,
)

THEMES = (access, applications, decisions, files, libraries, loans, merchants, payments, policy, rates, requests, rows, scorecards,
          switch, travellers)
TEXTS = {code: text for theme in THEMES for code, text in theme.TEXTS.items()}


def refusal_text(refusal: Refusal | Mapping[str, Any]) -> str:
    """The refusal in the page's language; a stored {code, facts} works as well, as does a row's problem."""
    stored = isinstance(refusal, Mapping)
    code = refusal["code"] if stored else refusal.code
    facts = (refusal.get("facts") if stored else refusal.facts) or {}
    shown = {name: _shown(name, value, facts) for name, value in facts.items()}
    text = TEXTS.get(code, ())
    for sentence in text if isinstance(text, tuple) else (text,):
        try:
            return str(sentence) % shown
        except KeyError:
            # A fact of this sentence is missing: the next one needs fewer, the bare form below needs none.
            continue
    told = " · ".join(f"{name}: {value}" for name, value in shown.items())
    return f"{code} ({told})" if told else code


def _shown(name: str, value: Any, facts: Mapping[str, Any]) -> str:
    """A fact in words. Its name tells codes of states and roles, sizes and minor units from plain figures."""
    if name == "state":
        return labels.state_pill("application", str(value)).label
    if name in ("role", "holder_role"):
        return labels.role_name(str(value))
    if isinstance(value, int) and name.endswith("year"):
        return str(value)
    if isinstance(value, int) and "bytes" in name:
        return filesizeformat(value)
    if isinstance(value, int) and name.endswith("_minor"):
        return money(Money(abs(value), str(facts.get("currency", "CNY"))))
    return fact(value)
