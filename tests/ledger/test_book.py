"""Properties of the whole book: whatever is posted, in whatever batches, can be proven."""

import threading
from datetime import timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.parties import DAY, NOW, contents, open_branch, post, transfer, undone
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.ledger.journal import Entry, Journal, Side
from yizhan.ledger.verify import verify

ON_A_DATABASE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Six accounts that may stand on either side: five of loans' receivables, one of income.
NAMES = [("interest_receivable", f"loan:{number}") for number in range(5)] + [("interest_income", "")]

amounts = st.integers(-(10**9), 10**9).filter(bool)
lines = st.lists(st.tuples(st.integers(0, 5), amounts), min_size=1, max_size=6)
days = st.integers(0, 4)
batches = st.lists(st.lists(st.tuples(lines, days), min_size=1, max_size=5), min_size=1, max_size=4)


def open_six(cursor) -> list:
    """Ids of six accounts without a limit."""
    opened = book.open_accounts(cursor, [book.NewAccount(name, DAY, owner) for name, owner in NAMES])
    return [account.id for account in opened]


def balanced_journal(ids: list, drawn: list, day: int, key: str) -> Journal:
    """The drawn entries, and one more that makes them balance when they do not."""
    entries = [Entry(ids[place], Money(amount)) for place, amount in drawn]
    rest = -sum(amount for _, amount in drawn)
    if rest or len(entries) < 2:
        entries += (
            [Entry(ids[5], Money(rest))] if rest else [Entry(ids[5], Money(1)), Entry(ids[4], Money(-1))]
        )
    return Journal("drawn", key, DAY + timedelta(days=day), tuple(entries), "loan:1")


def journals_from(ids: list, drawn: list) -> list[list[Journal]]:
    return [
        [
            balanced_journal(ids, entries, day, f"{number}:{place}")
            for place, (entries, day) in enumerate(batch)
        ]
        for number, batch in enumerate(drawn)
    ]


def signed_sums(journals: list[Journal], last_day=None) -> dict:
    """Balances worked out from the values alone, debit positive."""
    sums: dict = {}
    for journal in journals:
        if last_day is None or journal.booked_on <= last_day:
            for entry in journal.entries:
                sums[entry.account_id] = sums.get(entry.account_id, 0) + entry.amount.amount_minor
    return sums


@ON_A_DATABASE
@given(drawn=batches)
def test_whatever_is_posted_balances_are_the_sums_and_a_replay_changes_nothing(cursor, drawn) -> None:
    with undone(cursor):
        ids = open_six(cursor)
        calls = journals_from(ids, drawn)
        for number, journals in enumerate(calls):
            posted = post(cursor, *journals, posted_at=NOW + timedelta(minutes=number))
            assert [one.replayed for one in posted] == [False] * len(journals)
        everything = [journal for journals in calls for journal in journals]
        expected = signed_sums(everything)
        for account in (book.account(cursor, identity) for identity in ids):
            assert account.balance.amount_minor * account.side.sign == expected.get(account.id, 0)
        assert sum(expected.values()) == 0
        assert verify(cursor).findings == ()

        before = contents(cursor)
        replayed = post(cursor, *everything)
        assert [(one.journal_id, one.replayed) for one in replayed] == [
            (journal.id, True) for journal in everything
        ]
        assert contents(cursor) == before


@ON_A_DATABASE
@given(drawn=batches, first=days, last=days)
def test_a_past_balance_is_what_replaying_gives_and_a_statement_ends_in_it(
    cursor, drawn, first, last
) -> None:
    with undone(cursor):
        ids = open_six(cursor)
        calls = journals_from(ids, drawn)
        for number, journals in enumerate(calls):
            post(cursor, *journals, posted_at=NOW + timedelta(minutes=number))
        everything = [journal for journals in calls for journal in journals]
        first_day, last_day = DAY + timedelta(days=min(first, last)), DAY + timedelta(days=max(first, last))
        for account in (book.account(cursor, identity) for identity in ids):
            past = signed_sums(everything, last_day).get(account.id, 0) * account.side.sign
            assert book.balance_at(cursor, account.id, last_day).amount_minor == past
            first_call = signed_sums(calls[0]).get(account.id, 0) * account.side.sign
            assert book.balance_at(cursor, account.id, NOW).amount_minor == first_call
            _check_statement(book.statement(cursor, account.id, first_day, last_day), account.side, past)
            whole = book.statement(cursor, account.id, DAY, DAY + timedelta(days=9))
            assert whole.closing == book.balance(cursor, account.id)
        for day in (first_day, last_day):
            assert sum(line.closing.amount_minor for line in book.trial_balance(cursor, day)) == 0


def _check_statement(stated: book.Statement, side: Side, past_minor: int) -> None:
    running = stated.opening
    for line in stated.lines:
        running += line.amount * (line.side.sign * side.sign)
        assert line.balance == running
    assert stated.closing == running == Money(past_minor)


@ON_A_DATABASE
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(["deposit", "other_deposit"]), st.integers(-800, 500).filter(bool)),
        min_size=1,
        max_size=12,
    )
)
def test_a_deposit_never_goes_below_zero_and_a_refused_call_changes_nothing(cursor, drawn) -> None:
    with undone(cursor):
        branch = open_branch(cursor)
        held = {"deposit": 0, "other_deposit": 0}
        for name, amount in drawn:
            sides = (getattr(branch, name), branch.head_office)
            before = contents(cursor)
            answer = post(cursor, transfer(*(sides if amount > 0 else reversed(sides)), abs(amount)))
            if held[name] + amount < 0:
                assert isinstance(answer, Refusal) and answer.facts["short_minor"] == -(held[name] + amount)
                assert contents(cursor) == before
            else:
                held[name] += amount
            assert book.balance(cursor, getattr(branch, name)) == Money(held[name])


def run_together(url: str, *works) -> list:
    """Run each work in a thread and a connection of its own, at once. Errors come back as results."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work) -> None:
        try:
            with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
                barrier.wait(timeout=20)
                results[place] = work(cursor)
        except Exception as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return results


def test_two_connections_that_post_on_crossing_accounts_never_deadlock(fresh_database, app_cursor) -> None:
    """Each names the same accounts in the opposite order, call after call, with nothing to keep them apart."""
    ids = open_six(app_cursor)
    calls, journals_per_call = 60, 6

    def poster(name: str, order: list):
        def work(cursor) -> int:
            for call in range(calls):
                pairs = zip(order, order[1:] + order[:1], strict=True)
                journals = [
                    transfer(*pair, 10 + call, key=f"{name}:{call}:{place}")
                    for place, pair in enumerate(pairs)
                ]
                assert isinstance(post(cursor, *journals), list)
            return calls

        return work

    both = run_together(fresh_database.app_url, poster("up", ids), poster("down", ids[::-1]))
    assert both == [calls, calls]
    proof = verify(app_cursor)
    assert (proof.findings, proof.journals) == ((), 2 * calls * journals_per_call)


def test_one_key_posted_at_once_by_many_is_one_journal(fresh_database, app_cursor) -> None:
    branch = open_branch(app_cursor)
    for number in range(10):
        works = [
            lambda cursor, number=number: post(
                cursor, transfer(branch.head_office, branch.loan, 1, key=f"once:{number}")
            )
            for _ in range(4)
        ]
        answers = run_together(fresh_database.app_url, *works)
        assert sorted(one.replayed for (one,) in answers) == [False, True, True, True]
        assert len({one.journal_id for (one,) in answers}) == 1
    assert book.balance(app_cursor, branch.loan) == Money(10)


def test_one_key_posted_at_once_on_other_accounts_is_refused_to_the_second(
    fresh_database, app_cursor
) -> None:
    """No account is shared, so the unique key itself decides; the second waits until the first commits."""
    branch = open_branch(app_cursor)
    first_posted, second_begun = threading.Event(), threading.Event()

    def first(cursor):
        with cursor.connection.transaction():
            answer = post(cursor, transfer(branch.deposit, branch.head_office, 9, key="one"))
            first_posted.set()
            second_begun.wait(timeout=20)
            _wait_until_blocked(app_cursor)
        return answer

    def second(cursor):
        first_posted.wait(timeout=20)
        second_begun.set()
        return post(cursor, transfer(branch.interest_income, branch.loan, 9, key="one"))

    answers = run_together(fresh_database.app_url, first, second)
    assert [one.replayed for one in answers[0]] == [False]
    assert answers[1] == Refusal("journal_key_reused", {"key": "one"})
    assert verify(app_cursor).findings == ()
    assert book.balance(app_cursor, branch.loan) == Money(0)


def _wait_until_blocked(cursor) -> None:
    for _ in range(400):
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        if cursor.fetchone()[0]:
            return
        threading.Event().wait(0.02)
    raise AssertionError("the second call never waited for the first")


def test_two_that_open_the_same_accounts_at_once_share_them(fresh_database) -> None:
    wanted = [book.NewAccount("customer_deposit", DAY, f"enterprise:{number}") for number in range(200)]

    def opener(order: int):
        return lambda cursor: {
            account.owner: account.id for account in book.open_accounts(cursor, wanted[::order])
        }

    one, other = run_together(fresh_database.app_url, opener(1), opener(-1))
    assert one == other and len(one) == 200


def test_a_connection_that_dies_before_its_commit_leaves_nothing(fresh_database, app_cursor) -> None:
    branch = open_branch(app_cursor)
    connection = psycopg.connect(fresh_database.app_url)
    post(connection.cursor(), transfer(branch.head_office, branch.loan, 5, key="lost"))
    connection.close()
    assert book.balance(app_cursor, branch.loan) == Money(0)
    assert [
        one.replayed for one in post(app_cursor, transfer(branch.head_office, branch.loan, 5, key="lost"))
    ] == [False]


@pytest.mark.parametrize("name", book.__all__)
def test_the_public_face_names_only_what_it_has(name: str) -> None:
    assert getattr(book, name).__doc__
