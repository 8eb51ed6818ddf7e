"""One person in front of a real browser: every page they look at is examined at desktop and at phone width."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from tests.cast import PASSWORD

DESKTOP, PHONE = 1280, 360
HEIGHT = {DESKTOP: 900, PHONE: 740, 390: 844, 1440: 900}
# Remembers what the policy refused, because not every refusal reaches the console.
LISTEN = """window.refusedByPolicy = [];
addEventListener('securitypolicyviolation', event => refusedByPolicy.push(event.violatedDirective + ' ' + event.blockedURI));"""


def choose(option: Locator) -> None:
    """Choose a radio or a tick as people do: by its label, which lies over it."""
    option.page.locator(f"label[for='{option.get_attribute('id')}']").first.click()
    assert option.is_checked()


class Person:
    """A signed-in person with a browser of one width; `complaints` holds what the browser found wrong."""

    def __init__(self, browser: Browser, address: str, name: str, width: int, language: str = "en") -> None:
        self.name, self.width = name, width
        self.context = browser.new_context(
            base_url=address, viewport={"width": width, "height": HEIGHT[width]}, reduced_motion="reduce", timezone_id="Asia/Shanghai"
        )
        self.context.add_cookies([{"name": "yizhan_language", "value": language, "url": address}])
        self.context.add_init_script(LISTEN)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", lambda line: line.type == "error" and self.complaints.append(f"{self.page.url}: {line.text}"))

    def sign_in(self, username: str) -> "Person":
        """Sign in by the form; afterwards the page is the person's home."""
        self.open("/sign-in/")
        self.fill(username=username, password=PASSWORD)
        self.send()
        return self

    def open(self, path: str) -> None:
        """Go to an address."""
        answer = self.page.goto(path)
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"

    def fill(self, **values: str) -> None:
        """Fill fields by name; a radio or a checkbox takes the value to choose."""
        for name, value in values.items():
            fields = self.page.locator(f"main [name={name}], aside [name={name}]")
            assert fields.count(), f"{self.page.url} has no field {name}:\n{self.page.locator('body').inner_text()[:3000]}"
            kind = fields.first.get_attribute("type")
            if kind in ("radio", "checkbox"):
                choose(self.page.locator(f"[name={name}][value='{value}']").first)
            elif fields.first.evaluate("element => element.tagName") == "SELECT":
                fields.first.select_option(value)
            else:
                fields.first.fill(value)

    def send(self) -> None:
        """Press the page's main button."""
        self.page.locator("main form:has(button.btn-primary) button.btn-primary").first.click()
        self.page.wait_for_load_state("load")

    def follow(self, words: str) -> None:
        """Follow the first link with these words."""
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state("load")

    def step(self, name: str) -> Locator:
        """The form of a step on a case's page, opened if it is folded."""
        form = self.page.locator(f"form[action$='/{name}/']").first
        if not form.locator("button[type=submit]").is_visible():
            form.locator("xpath=ancestor::details[1]/summary").click()
        return form

    def take_step(self, name: str) -> None:
        """Send the form of a step."""
        self.step(name).locator("button[type=submit]").click()
        self.page.wait_for_load_state("load")

    def see(self, *words: str) -> None:
        """Insist that the page shows these words."""
        text = self.page.locator("body").inner_text()
        for word in words:
            assert word in text, f"{self.page.url} lacks {word!r}:\n{text[:3000]}"

    def look(self, title: str) -> None:
        """Examine the page at both widths: no violation, no sideways scroll, nothing refused; and keep a picture when asked for."""
        for width in (DESKTOP, PHONE):
            self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{title} ({self.page.url}) scrolls sideways by {over} px at {width}"
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{title} at {width}: {found.generate_report()}"
            self._keep_picture(title, width)
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT[self.width]})
        self.complaints += self.page.evaluate("window.refusedByPolicy || []")
        assert not self.complaints, (title, self.complaints)

    def _keep_picture(self, title: str, width: int) -> None:
        folder = os.environ.get("YIZHAN_SCREENSHOTS", "")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder, f"{title}-{width}.png"), full_page=True)
