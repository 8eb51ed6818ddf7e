"""A traveller with a telephone, a shop with a tablet and the branch at a desk, in one Chromium; the switch is waited for, never told."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.person import Person

TELEPHONE, TABLET = 390, 1440
PATIENCE_S = 30


class Visitor(Person):
    """A person whose pages are looked at in the width of their own device alone."""

    def look(self, title: str) -> None:
        """No violation, no sideways scroll, nothing refused by the policy; and a picture when asked for."""
        over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{title} ({self.page.url}) scrolls sideways by {over} px"
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{title}: {found.generate_report()}"
        self._keep_picture(title, self.width)
        self.complaints += self.page.evaluate("window.refusedByPolicy || []")
        assert not self.complaints, (title, self.complaints)

    def press(self, words: str) -> None:
        """Press the button with these words."""
        self.page.get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state("load")

    def bind(self, number: str) -> None:
        """The card's form, which posts to the switch; afterwards the page is wherever the switch sent the browser."""
        self.open("/wallet/cards/new/")
        self.send()
        assert self.page.url.endswith("/wallet/cards/new/form/"), self.page.locator("main").inner_text()
        self.fill(number=number, expiry="12/30", security_code="839", holder_name="ANNA MARIA ERIKSSON")

    def order(self, code: str, yuan: str = "") -> None:
        """Paste what a shop's code says, and the amount where the code leaves it open."""
        self.open("/wallet/pay/")
        self.fill(code=code)
        self.send()
        if yuan:
            self.fill(amount=yuan)
        self.send()

    def wait_for(self, words: str) -> None:
        """Until a page that looks again by itself shows these words."""
        self.page.get_by_text(words).first.wait_for(timeout=PATIENCE_S * 1000)


def wait_until(asked: Callable[[], Any], log: Path) -> Any:
    """The first answer that is not empty."""
    deadline = time.monotonic() + PATIENCE_S
    while not (answer := asked()):
        assert time.monotonic() < deadline, log.read_text()[-4000:]
        time.sleep(0.1)
    return answer
