"""The wallet's traveller and browser, for what the branch sees of them."""

from tests.web.visitor.conftest import plain_static, switch, wallet

__all__ = ["plain_static", "switch", "wallet"]
