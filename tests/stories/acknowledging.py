"""A program that works on a branch and says each id only when the workflow has answered. It is made to be killed.

    python -m tests.stories.acknowledging      with DATABASE_URL and YIZHAN_HOME set

For each line on standard input ("ROUND LOAN_ID ACTOR_ID") it forks a child, which works until it is killed. The child writes one
line for each acknowledged step: what it is, and its id. Forking saves the seconds of starting Django for every round.
"""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import django


def main() -> None:
    """Fork one child a line; the parent itself never talks to the database."""
    django.setup()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(*line.split())
        print(f"child {child}", flush=True)
        os.waitpid(child, 0)
        print("over", flush=True)


def work(round_number: str, loan_id: str, actor_id: str) -> None:
    """Steps of the journey without end; every acknowledged one is said at once."""
    from yizhan.records.models import Loan, User

    loan, actor = Loan.objects.get(pk=loan_id), User.objects.get(pk=actor_id)
    for number in count():
        for name, identity in steps(loan, actor, thursday(), int(round_number) * 100_000 + number):
            print(name, identity, flush=True)


def thursday():
    """A clock that stands after the loan was paid out."""
    from tests.cast import MONDAY
    from yizhan.kernel.clock import FixedClock

    return FixedClock(MONDAY + timedelta(days=3))


def steps(loan, actor, now, number: int) -> Iterator[tuple[str, object]]:
    """Money in, money out, an enterprise, an application, its consents."""
    from tests.stories import journey
    from yizhan.kernel.clock import branch_date
    from yizhan.kernel.money import Money
    from yizhan.workflows import deposits, repayments

    reference = f"CB-{number}"
    journey.done(deposits.receive_deposit(None, now, loan.enterprise_id, Money.of("300"), reference))
    yield "deposit", reference
    amount = Money.of("100")
    preview = journey.done(repayments.early_preview(loan, branch_date(now.now()), amount, "term"))
    yield "repayment", journey.done(repayments.repay_early(actor, now, loan.id, amount, "term", preview.total)).id
    enterprise = journey.register(actor, now, code(number))
    yield "enterprise", enterprise.id
    application = journey.start(actor, now, enterprise)
    yield "application", application.id
    journey.consent(actor, now, application)
    yield "consents", application.id


def code(number: int) -> str:
    """A valid unified social credit code for a number."""
    from stdnum.cn import uscc

    body = f"91440300{number:09}"
    return body + uscc.calc_check_digit(body)


if __name__ == "__main__":
    main()
