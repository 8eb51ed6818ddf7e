"""The shapes of answers as the OpenAPI schema names them. `shapes` fills them; fields that the schema does not name come as well."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Thing(BaseModel):
    """A value. Amounts end in `_minor`, days and moments are ISO text."""

    model_config = ConfigDict(extra="allow")


class Record(Thing):
    """A record: its id, and its further fields by name."""

    id: str


class Page(BaseModel):
    """One page of a list."""

    items: list[Record]
    total: int
    page: int
    page_size: int


class Things(BaseModel):
    """A list of values."""

    items: list[dict[str, Any]]
