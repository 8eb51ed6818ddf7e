"""The branch and its people signed in."""

from tests.web.one_loan import cast, now, plain_static, signed_in

__all__ = ["cast", "now", "plain_static", "signed_in"]
