"""The API's reference as a page of our own: no script, no style from elsewhere, printable."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

METHODS = ("get", "post", "put", "patch", "delete")


def reference_page(request: HttpRequest, schema: dict[str, Any]) -> HttpResponse:
    """Every operation by theme: address, what it does, parameters and fields."""
    themes: dict[str, list[dict[str, Any]]] = {}
    for address, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = _operation(address, method, methods[method], schema)
                themes.setdefault(operation["theme"], []).append(operation)
    return render(request, "api/reference.html", {"themes": themes, "about": schema["info"]["description"].replace("`", "")})


def _operation(address: str, method: str, found: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": found["operationId"],
        "theme": (found.get("tags") or ["other"])[0],
        "method": method.upper(),
        "address": breakable(address),
        "summary": found.get("description") or found.get("summary", ""),
        "fields": [*_parameters(found), *_body(found, schema)],
        "is_public": not found.get("security"),
    }


def breakable(address: str) -> SafeString:
    """An address that may be broken after each of its parts, for narrow screens."""
    return format_html_join("", "{}<wbr>", ((part,) for part in re.split(r"(?<=[/_-])", address)))


def _parameters(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": item["name"], "place": item["in"], "type": _type(item["schema"]), "required": item.get("required", False)}
        for item in found.get("parameters", ())
    ]


def _body(found: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    fields = []
    for content in found.get("requestBody", {}).get("content", {}).values():
        model = _resolved(content["schema"], schema)
        required = model.get("required", ())
        fields += [
            {"name": name, "place": "body", "type": _type(item), "required": name in required}
            for name, item in model.get("properties", {}).items()
        ]
    return fields


def _resolved(model: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = model.get("$ref", "")
    return schema["components"]["schemas"][reference.rpartition("/")[2]] if reference else model


def _type(item: dict[str, Any]) -> str:
    if "anyOf" in item:
        return " | ".join(_type(option) for option in item["anyOf"])
    if "enum" in item:
        return " | ".join(str(value) for value in item["enum"])
    if "const" in item:
        return str(item["const"])
    shown = item.get("format") or item.get("type") or "any"
    return f"{shown} ≤ {item['maxLength']}" if "maxLength" in item else str(shown)
