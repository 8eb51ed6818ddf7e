"""Looks for card numbers and security codes where none may be: logs, dumps of a whole database, addresses, bodies.

A number is 13 to 19 digits, alone or in groups, that pass the check digit and begin like a card of a known scheme: ids of payments are
as long, and every tenth passes the check digit by chance. Numbers that a test has used itself are found in other dresses too.
"""

import os
import re
import subprocess
from collections.abc import Collection, Iterable
from datetime import date

import psycopg
from psycopg import sql

from tests.databases import TestDatabase
from yizhan.app.postgres_programs import arguments
from yizhan.embedded.binaries import packaged_programs
from yizhan.payments.schemes import Recognised, luhn_holds, recognise

TODAY = date(2026, 11, 29)
_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")
_NAMED_CODE = re.compile(r"(?:security_code|cvv2?|cvc2?|csc)\W{1,6}[0-9]{3,4}(?![0-9])", re.IGNORECASE)


def card_numbers(text: str, used: Iterable[str] = (), ids: Collection[str] = ()) -> list[str]:
    """Card numbers in a text: any that look like one but are none of `ids`, and those of a test wherever they stand, in hexadecimal too."""
    found = [digits for match in _DIGITS.finditer(text)
             if match[0] not in ids and _is_card(digits := re.sub(r"[ -]", "", match[0]))]
    return found + [number for number in used if number in text or number.encode().hex() in text.lower()]


def security_codes(text: str, used: Iterable[str]) -> list[str]:
    """Codes that stand under a name, in field 48 of a message, or alone as a word; `used` are those that the test has typed."""
    found = [match[0] for match in _NAMED_CODE.finditer(text)]
    for code in used:
        found += re.findall(rf"92{len(code):02d}{code}(?![0-9])|(?<![0-9A-Za-z.:+-]){code}(?![0-9A-Za-z.:-])", text)
    return found


def dump(database: TestDatabase) -> str:
    """The whole database as text, with everything that a superuser can read."""
    command, variables = arguments(database.superuser_url)
    program = [str(packaged_programs() / "pg_dump"), "--format=plain", *command]
    return subprocess.run(program, env=os.environ | variables, capture_output=True, text=True, check=True).stdout


def account_ids(database: TestDatabase) -> set[str]:
    """The ids of the shards' accounts: 13 digits, of which some begin like a Visa card of old."""
    with psycopg.connect(database.superuser_url) as connection:
        shards = connection.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'account' AND schemaname LIKE 'pay!_%' ESCAPE '!'")
        queries = [sql.SQL("SELECT id::text FROM {}.account").format(sql.Identifier(shard)) for (shard,) in shards.fetchall()]
        return {number for query in queries for (number,) in connection.execute(query).fetchall()}


def _is_card(digits: str) -> bool:
    return luhn_holds(digits) and isinstance(recognise(digits, TODAY), Recognised)
