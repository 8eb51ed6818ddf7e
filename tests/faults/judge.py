"""The judge of a fault run: what the client saw, what stands in the shard and what the scheme says have to be one story.

Each check gives sentences about what is wrong; none is what passes. `counts` tell what the run had in it, so that a run in which nothing
happened cannot pass for a proof.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.faults.evidence import Seen, Shard, end_of, read_evidence, read_shard
from yizhan.kernel.clock import SHANGHAI
from yizhan.payments import ids
from yizhan.payments.shard_accounts import CODE_NUMBERS
from yizhan.payments.stored import Outcome
from yizhan.simulators.scheme.journal import SchemeTotals, totals

KILLS: Final = ("switch", "postgres")
RESERVED, AUTHORISED, CAPTURED, DECLINED, REVERSED = 1, 2, 3, 7, 8
EXPECTED: Final = frozenset({200, 201, 202, 402, 404, 409, 500, 503})
WRONG_SHOWN_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong, and what the run had in it."""

    wrong: tuple[str, ...]
    counts: Counter

    def lines(self) -> list[str]:
        """For people."""
        shown = [f"{name:<44}{count:>12,}" for name, count in self.counts.items()]
        return [*shown, *(f"WRONG: {text}" for text in self.wrong[:WRONG_SHOWN_MAX]), f"{'wrong':<44}{len(self.wrong):>12,}"]


def judge(owner_url: str, folder: Path) -> Verdict:
    """Compare client log, shard and scheme journal."""
    seen, blows, counts = read_evidence(folder / "client.log")
    shard, scheme = read_shard(owner_url), totals(folder / "scheme.journal")
    wrong = [*nothing_acknowledged_is_lost(seen, shard), *answers_agree(seen), *scheme_agrees(shard, scheme), *no_doubt_is_left(shard),
             *limits_held(shard), *books_balance(shard, scheme), *refunds_are_right(seen, shard)]
    if taken := counts["keys reused and taken"]:
        wrong.append(f"{taken} keys were taken again with other content")
    _count(counts, seen, blows, shard, scheme)
    return Verdict(tuple(wrong), counts)


def nothing_acknowledged_is_lost(seen: dict[str, Seen], shard: Shard) -> Iterator[str]:
    """Each final answer is what stands in the shard."""
    stages = {"captured": CAPTURED, "declined": DECLINED, "reversed": REVERSED}
    for key, one in seen.items():
        if one.purpose == "refund":
            continue
        row = shard.keys.get(key)
        for _, status, content in one.answers:
            end = end_of(status, content)
            if end is None:
                continue
            payment = shard.payments.get(row.payment_id) if row else None
            if end == "refused":
                if row is None or row.refusal == 0 or payment is not None:
                    yield f"{key} was refused with {content['code']}, the shard has {row}"
            elif payment is None:
                yield f"{key} was answered {end} and is in the shard no more"
            elif payment.stage != stages[end]:
                yield f"{key} was answered {end} and stands at stage {payment.stage}"
            elif content.get("charged_minor") != _charge(payment):
                yield f"{key} was told a charge of {content.get('charged_minor')}, the shard has {_charge(payment)}"


def answers_agree(seen: dict[str, Seen]) -> Iterator[str]:
    """One key, one payment, one end, and no answer of a strange kind."""
    for key, one in seen.items():
        name = "refund" if one.purpose == "refund" else "payment"
        named = {content[name] for _, _, content in one.answers if name in content}
        if len(named) > 1:
            yield f"{key} was answered with several payments: {sorted(named)}"
        for strange in {status for _, status, _ in one.answers} - EXPECTED:
            yield f"{key} was answered with the status {strange}"
        if len(one.final()) > 1:
            yield f"{key} ended in several ways: {sorted(one.final())}"


def scheme_agrees(shard: Shard, scheme: SchemeTotals) -> Iterator[str]:
    """The scheme charged each captured payment once and nothing else."""
    expected = {}
    for payment in shard.payments.values():
        net, due = scheme.net_charged(payment.reference), _charge(payment) if payment.stage == CAPTURED else 0
        expected[payment.reference] = due
        if net != due:
            yield f"{ids.shown_id('payment', payment.id)} at stage {payment.stage}: {due} in the shard, {net} at the scheme"
    if len(expected) != len(shard.payments):
        yield "two payments have one reference"
    for reference, net in scheme.net_by_reference.items():
        if net and reference not in expected:
            yield f"the scheme charged {net} under {reference}, which the shard does not know"
    if scheme.second_chains:
        yield f"{scheme.second_chains} payments were reversed under a second key"


def no_doubt_is_left(shard: Shard) -> Iterator[str]:
    """Every payment is captured, declined or reversed; nothing is held, no reversal is open."""
    for payment in shard.payments.values():
        if payment.stage not in (CAPTURED, DECLINED, REVERSED):
            yield f"{ids.shown_id('payment', payment.id)} is left at stage {payment.stage}"
    if shard.open_reversals:
        yield f"{shard.open_reversals} reversals are open"
    for name in ("reserved_card_payments", "authorised_card_payments", "card_payment_contra"):
        if shard.balances.get(CODE_NUMBERS[name], 0):
            yield f"{shard.balances[CODE_NUMBERS[name]]} is still held on {name}"


def limits_held(shard: Shard) -> Iterator[str]:
    """At every moment of every year the payments of a payer stayed within the limit, and the counters are what the payments add up to."""
    steps: dict[tuple[int, int], list[tuple[Any, int]]] = defaultdict(list)
    days: Counter = Counter()
    given_back = Counter()
    for refund in shard.refunds.values():
        given_back[refund.payment_id] += refund.usd_micro
        payment = shard.payments[refund.payment_id]
        steps[payment.payer_id, payment.on_day.year].append((refund.created_at, -refund.usd_micro))
    for payment in shard.payments.values():
        place = (payment.payer_id, payment.on_day.year)
        steps[place].append((payment.created_at, payment.usd_micro))
        if payment.stage in (DECLINED, REVERSED):
            steps[place].append((payment.changed_at, -payment.usd_micro))
        else:
            days[payment.payer_id, payment.on_day] += payment.usd_micro - given_back[payment.id]
        if payment.on_day < payment.created_at.astimezone(SHANGHAI).date():
            yield f"{ids.shown_id('payment', payment.id)} counts on {payment.on_day} and began on {payment.created_at}"
    for (payer, year), moves in steps.items():
        standing, most, ceiling = 0, 0, shard.ceilings[payer]
        for _, micro in sorted(moves):  # At one moment what is given back comes first.
            standing += micro
            most = max(most, standing)
        if most > ceiling.year_max_micro:
            yield f"payer {payer} stood at {most} millionths in {year}; the limit is {ceiling.year_max_micro}"
        if ceiling.year == year and ceiling.year_micro != standing:
            yield f"payer {payer} has {ceiling.year_micro} counted in {year}; the payments add up to {standing}"
    for payer, ceiling in shard.ceilings.items():
        if ceiling.day_micro != days[payer, ceiling.day]:
            yield f"payer {payer} has {ceiling.day_micro} counted on {ceiling.day}; the payments add up to {days[payer, ceiling.day]}"


def books_balance(shard: Shard, scheme: SchemeTotals) -> Iterator[str]:
    """Balances are the sums of their entries, and book and scheme have the same total."""
    if shard.unbalanced:
        yield f"{shard.unbalanced} accounts differ from the sum of their entries"
    if shard.entries_wrong:
        yield f"{shard.entries_wrong} payments have not the entries of their stage"
    booked = shard.balances.get(CODE_NUMBERS["captured_card_payments"], 0)
    if booked != scheme.charged_minor:
        yield f"{booked} is booked as captured; the scheme has charged {scheme.charged_minor}"


def refunds_are_right(seen: dict[str, Seen], shard: Shard) -> Iterator[str]:
    """Each refund once, each acknowledged one there, no payment refunded beyond its order."""
    returned: Counter = Counter()
    for refund in shard.refunds.values():
        returned[refund.payment_id] += refund.order_minor
    for payment in shard.payments.values():
        if payment.refunded_minor != returned[payment.id] or payment.refunded_minor > payment.order_minor:
            yield f"{ids.shown_id('payment', payment.id)}: {payment.refunded_minor} refunded, its refunds are {returned[payment.id]}"
    asked = {shard.keys[key].payment_id for key, one in seen.items() if one.purpose == "refund" and key in shard.keys}
    for key, one in seen.items():
        for _, status, content in one.answers if one.purpose == "refund" else ():
            if status == 201 and ids.read_id("refund", content["refund"]) not in shard.refunds:
                yield f"refund {key} was acknowledged and is not in the shard"
    if strangers := set(shard.refunds) - asked:
        yield f"{len(strangers)} refunds that nobody asked for"


def _charge(payment: Any) -> int:
    return payment.order_minor + payment.user_fee_minor


def _count(counts: Counter, seen: dict[str, Seen], blows: list[dict[str, Any]], shard: Shard, scheme: SchemeTotals) -> None:
    stages = Counter(payment.stage for payment in shard.payments.values())
    counts.update({"payments": len(shard.payments), "captured": stages[CAPTURED], "declined": stages[DECLINED],
                   "reversed": stages[REVERSED],
                   "refused": sum(row.refusal > 0 for row in shard.keys.values()), "refunds": len(shard.refunds),
                   "refused by a year's limit": sum(row.refusal == Outcome.LIMIT_YEAR for row in shard.keys.values()),
                   "approvals that came late": shard.late_alarms})
    counts.update({f"scheme: {name}": count for name, count in sorted(scheme.faults.items())})
    for line in blows:
        counts[f"blows: {line['what']}"] += 1
    kills = [line for line in blows if line["what"] in KILLS]
    by_key = {key: shard.payments.get(row.payment_id) for key, row in shard.keys.items()}
    for kill in kills:
        paying = [key for key in kill["under_way"] if seen[key].purpose == "pay" and not seen[key].acknowledged_before(kill["at"])]
        committed = [by_key[key] for key in paying if by_key.get(key) and by_key[key].created_at.timestamp() < kill["at"]]
        counts["under way at the kills"] += len(paying)
        counts["of these committed, not acknowledged"] += len(committed)
        counts["of these ended captured"] += sum(payment.stage == CAPTURED for payment in committed)
    for payment in shard.payments.values():
        began, ended = (moment.astimezone(SHANGHAI).date() for moment in (payment.created_at, payment.captured_at or payment.changed_at))
        counts["under way at midnight"] += began < ended
        counts["under way at New Year"] += began.year < ended.year
    counts["keys sent more than once"] = sum(one.sent > 1 for one in seen.values())
    counts["keys never acknowledged"] = sum(not one.final() for one in seen.values() if one.purpose == "pay")
