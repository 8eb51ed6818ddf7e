"""Tokens of machines: kept by their hash, ending by themselves, by hand and with their user."""

from datetime import timedelta

import pytest

from tests.cast import clock, make_cast
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import ApiToken
from yizhan.workflows.token_secrets import new_token, token_hash
from yizhan.workflows.tokens import create_token, revoke_token, user_of_token

pytestmark = pytest.mark.django_db


def make(username: str = "operations", name: str = "nightly", **options):
    secret = new_token()
    return secret, create_token(None, clock(), username, name, token_hash(secret), **options)


def test_a_token_acts_for_its_user_and_is_kept_by_its_hash_alone() -> None:
    cast = make_cast()
    secret, token = make()
    assert user_of_token(secret, clock().now()) == cast.operations
    assert secret not in str(vars(token)) and len(token.sha256) == 64
    assert user_of_token(token.sha256, clock().now()) is None


def test_a_token_ends_by_itself_by_hand_and_with_its_user() -> None:
    cast = make_cast()
    secret, _ = make(lifetime_days=1)
    assert user_of_token(secret, clock().now() + timedelta(days=1)) is None
    cast.operations.is_active = False
    cast.operations.save()
    assert user_of_token(secret, clock().now()) is None
    cast.operations.is_active = True
    cast.operations.save()
    assert user_of_token(secret, clock().now()) == cast.operations
    revoke_token(None, clock(), "operations", "nightly")
    assert user_of_token(secret, clock().now()) is None


@pytest.mark.parametrize(("options", "code"), [
    ({"username": "nobody"}, "username_unknown"), ({"name": " "}, "token_needs_name"), ({"lifetime_days": 367}, "token_lifetime"),
    ({"name": "taken"}, "token_name_taken")])
def test_a_token_that_cannot_be_made_says_why(options, code) -> None:
    make_cast()
    make(name="taken")
    _secret, refused = make(**options)
    assert isinstance(refused, Refusal) and refused.code == code
    assert ApiToken.objects.count() == 1


def test_a_name_is_free_again_after_revocation() -> None:
    make_cast()
    make()
    revoke_token(None, clock(), "operations", "nightly")
    assert not isinstance(make()[1], Refusal)
    assert revoke_token(None, clock(), "operations", "other").code == "token_unknown"


def test_two_tokens_never_agree() -> None:
    assert len({new_token() for _ in range(100)}) == 100
