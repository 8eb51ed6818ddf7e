"""Which side of an invoice the enterprise stands on, and who stands on the other."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.texts import bools, mapped, text
from yizhan.enterprise.headers import words
from yizhan.enterprise.invoices import Side


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is: the key of its rows, its tax number, and the side of a one-sided list."""

    enterprise: str = ""
    own_id: str = ""
    side: Side | None = None


def is_side_known(fields: frozenset[str], owner: Owner) -> bool:
    """Whether the side of a row can be told: by both parties' numbers, by a column, or by the caller."""
    return owner.side is not None or "side" in fields or _by_number(fields, owner)


def sides(batch: pa.RecordBatch, owner: Owner, findings: Findings) -> pa.StringArray:
    """purchase or sale of every row; reports `side_word_unknown` and `not_this_enterprise`.

    Both parties' numbers go before what the list says of itself, so that nobody's invoices are taken for one's own.
    """
    fields = frozenset(batch.schema.names)
    if _by_number(fields, owner):
        return _sides_by_number(batch, owner.own_id, findings)
    if "side" in fields:
        found = mapped(batch["side"], words("side"))
        findings.report(bools(found.is_null()), "side", "side_word_unknown", text(batch["side"]))
        return pc.fill_null(found, Side.SALE.value)
    return pa.repeat(owner.side.value, batch.num_rows)


def counterparties(batch: pa.RecordBatch, side: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    """Tax number and name of the other party; empty where the file does not tell."""
    is_sale = pc.equal(side, Side.SALE.value)
    return _other(batch, "id", is_sale), _other(batch, "name", is_sale)


def enterprises(batch: pa.RecordBatch, owner: Owner, findings: Findings) -> pa.StringArray:
    """The key of every row; a row of another enterprise than the owner's is reported `not_this_enterprise`."""
    if "enterprise" not in batch.schema.names:
        return pa.repeat(owner.enterprise, batch.num_rows)
    keys = text(batch["enterprise"])
    findings.report(bools(pc.equal(keys, "")), "enterprise", "enterprise_missing")
    if owner.enterprise:
        findings.report(bools(pc.not_equal(keys, owner.enterprise)), "enterprise", "not_this_enterprise", keys)
    return keys


def _by_number(fields: frozenset[str], owner: Owner) -> bool:
    return bool(owner.own_id) and {"seller_id", "buyer_id"} <= fields


def _sides_by_number(batch: pa.RecordBatch, own_id: str, findings: Findings) -> pa.StringArray:
    seller, buyer = pc.utf8_upper(text(batch["seller_id"])), pc.utf8_upper(text(batch["buyer_id"]))
    sells, buys = bools(pc.equal(seller, own_id)), bools(pc.equal(buyer, own_id))
    findings.report(~sells & ~buys, "seller_id", "not_this_enterprise", {"seller": seller, "buyer": buyer})
    return pa.array(np.where(sells, Side.SALE.value, Side.PURCHASE.value), pa.string())


def _other(batch: pa.RecordBatch, what: str, is_sale: pa.Array) -> pa.StringArray:
    names = frozenset(batch.schema.names)
    if f"counterparty_{what}" in names:
        return text(batch[f"counterparty_{what}"])
    empty = pa.repeat("", batch.num_rows)
    buyer = text(batch[f"buyer_{what}"]) if f"buyer_{what}" in names else empty
    seller = text(batch[f"seller_{what}"]) if f"seller_{what}" in names else empty
    return pc.if_else(is_sale, buyer, seller)
