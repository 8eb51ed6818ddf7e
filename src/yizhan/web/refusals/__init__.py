"""Refusals in words: a stable code and its facts become a sentence that says what is wrong and how to mend it.

Each theme has a file of texts beside this one; placeholders carry the names of the facts. A code without a text shows
itself with its facts, so that nothing is ever swallowed; tests/web/test_refusals.py demands a text for every code in the tree.
"""

from collections.abc import Mapping
from typing import Any

from yizhan.kernel.refusal import Refusal
from yizhan.web.formats import fact
from yizhan.web.refusals import access

TEXTS = {**access.TEXTS}


def refusal_text(refusal: Refusal | Mapping[str, Any]) -> str:
    """The refusal in the page's language; a stored {code, facts} works as well."""
    code, facts = (refusal.code, refusal.facts) if isinstance(refusal, Refusal) else (refusal["code"], refusal.get("facts") or {})
    shown = {name: fact(value) for name, value in facts.items()}
    text = TEXTS.get(code)
    if text is not None:
        try:
            return str(text) % shown
        except KeyError:
            pass  # A fact that the sentence needs is missing: the bare form below still tells everything there is.
    told = " · ".join(f"{name}: {value}" for name, value in shown.items())
    return f"{code} ({told})" if told else code
