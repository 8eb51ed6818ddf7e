"""A branch with one loan paid out, and its people signed in."""

from tests.web.one_loan import cast, loan, now, plain_static, signed_in

__all__ = ["cast", "loan", "now", "plain_static", "signed_in"]
