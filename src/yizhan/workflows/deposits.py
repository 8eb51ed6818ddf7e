"""Money that reaches an enterprise's deposit account from outside, as the core bank reports it."""

from uuid import UUID

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.ledger.journal import Journal, credit, debit
from yizhan.records.models import Enterprise
from yizhan.workflows.action import Act, action
from yizhan.workflows.house import deposit_account, house_accounts, post_journal


@action("deposit.receive")
def receive_deposit(act: Act, enterprise_id: UUID, amount: Money, reference: str) -> Enterprise | Refusal:
    """Credit an incoming transfer: debit settlement with head office, credit the deposit. `reference` is the core bank's and unique.

    The same reference with the same amount on the same day is the same journal; with other content the book refuses it.
    """
    if amount.amount_minor <= 0:
        return refuse("amount_missing", field="amount")
    enterprise = act.enterprise(enterprise_id)
    deposit = deposit_account(act, enterprise)
    settlement = house_accounts(act)["head_office_settlement"]
    journal = Journal(
        "deposit_received",
        f"deposit_received:{reference}",
        act.today,
        (debit(settlement, amount), credit(deposit, amount)),
        f"enterprise:{enterprise.id}",
    )
    posted = post_journal(act, journal)
    if isinstance(posted, Refusal):
        return posted
    act.changed(enterprise, after={"deposit_received": amount, "reference": reference, "journal": posted})
    return enterprise
