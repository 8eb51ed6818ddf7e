"""Form fields as the pages show them: label, hint, error, control, all tied together for screen readers."""

from typing import Any

from django.forms import BaseForm, BoundField
from django.template import Library

register = Library()
CHOICE_TYPES = frozenset({"radio", "checkbox"})


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, prefix: str = "", suffix: str = "", width: str = "", heading: bool = False
) -> dict[str, Any]:
    """`{% field form.amount prefix="¥" width="medium" %}`; `heading` makes the label the page's h1 (question
    pages)."""
    kind = _kind(bound)
    described = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if kind == "control":
        attrs["class"] = " ".join(
            part for part in (_control_class(bound), f"yz-w-{width}" if width else "") if part
        )
    elif kind == "single":
        attrs["class"] = "form-check-input"
    control = bound.as_widget(attrs=attrs) if kind in ("control", "single") else ""
    return {
        "field": bound,
        "kind": kind,
        "control": control,
        "prefix": prefix,
        "suffix": suffix,
        "heading": heading,
        "choices": _choices(bound, attrs) if kind == "choices" else (),
        "described": " ".join(described),
    }


def _kind(bound: BoundField) -> str:
    """choices (radios, several boxes), single (one box), hidden, or control (everything else)."""
    if bound.is_hidden:
        return "hidden"
    input_type = getattr(bound.field.widget, "input_type", "")
    if input_type in CHOICE_TYPES and hasattr(bound.field.widget, "choices"):
        return "choices"
    return "single" if input_type == "checkbox" else "control"


def _control_class(bound: BoundField) -> str:
    return "form-select" if getattr(bound.field.widget, "input_type", "") == "select" else "form-control"


def _choices(bound: BoundField, attrs: dict[str, Any]) -> list[dict[str, Any]]:
    """Each radio or box with its own id, label and, where the form gives `choice_hints`, its hint."""
    hints = getattr(bound.field, "choice_hints", {})
    # The group carries the description and the error; repeating them at each box would read them out each
    # time.
    own = {"class": "form-check-input"} | ({"aria-invalid": "true"} if "aria-invalid" in attrs else {})
    found = []
    for widget in bound.subwidgets:
        widget.data["attrs"] = {
            **{name: value for name, value in widget.data["attrs"].items() if name != "aria-describedby"},
            **own,
        }
        hint = hints.get(str(widget.data["value"]), "")
        if hint:
            widget.data["attrs"]["aria-describedby"] = f"{widget.data['attrs']['id']}_hint"
        found.append(
            {
                "control": widget.tag(),
                "hint": hint,
                "id": widget.data["attrs"]["id"],
                "label": widget.data["label"],
            }
        )
    return found


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm, *more: str) -> dict[str, Any]:
    """`{% error_summary form %}`: all errors, each a link to its field; further sentences stand without a
    link."""
    found = [{"label": "", "text": text, "href": ""} for text in (*form.non_field_errors(), *more) if text]
    for bound in form:
        found += [{"label": bound.label, "text": text, "href": f"#{_target(bound)}"} for text in bound.errors]
    return {"errors": found}


def _target(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if _kind(bound) == "choices" else str(bound.auto_id)
