"""Pages of a loan late in its life in a real browser: no violation of axe, nothing refused by the policy, no sideways scrolling."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from tests.browser.chromium import chromium
from tests.lent import Branch
from tests.stories.journey import done
from tests.web.page_server import page_server
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.kernel.money import Money
from yizhan.records.models import Fact, Membership
from yizhan.workflows.claims import file_claims, register_loan
from yizhan.workflows.fees import propose_fee, take_fee
from yizhan.workflows.letters import send_letter
from yizhan.workflows.loan_changes import propose_change
from yizhan.workflows.renewals import raise_renewal_alerts

pytestmark = pytest.mark.xdist_group("browser")
NARROW, WIDE = 320, 1440


class Late:
    """A branch of today: a loan in arrears with a letter, a fee and a proposed restructure, one that ends soon, and a claim list."""

    def __init__(self) -> None:
        today = branch_date(SystemClock().now())
        self.branch = branch = Branch(today - timedelta(days=95))
        cast, clock = branch.cast, branch.clock
        enterprise = branch.enterprise(contact_email="finance@firm.example", industry="software")
        Membership.objects.create(user=cast.applicant, enterprise=enterprise, created_at=clock.now())
        Fact.objects.create(enterprise=enterprise, name="titles", value=[{"kind": "high_tech", "valid_from": "2020-01-01"}],
                            status="claimed", source="tests", recorded_at=clock.now())
        self.guaranteed = branch.lend("240000", RepaymentForm.EQUAL_PRINCIPAL, enterprise=enterprise)
        done(register_loan(cast.officer, clock, self.guaranteed.pk, "guarantee", "高新技术企业证书已核验"))
        branch.close(today - timedelta(days=46))
        branch.go_to(today - timedelta(days=45))
        self.loan = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)
        self.short = branch.lend("90000", RepaymentForm.BULLET, 3, enterprise=enterprise)
        branch.close(today - timedelta(days=1))
        branch.go_to(today)
        raise_renewal_alerts(clock)
        self.note = done(send_letter(cast.manager, clock, self.guaranteed.pk))
        done(send_letter(cast.manager, clock, self.loan.pk))
        self.fee = done(propose_fee(cast.operations, clock, self.loan.pk, "notary", Money.of("300"), "公证处收据 12 号"))
        done(take_fee(cast.approver, clock, done(propose_fee(cast.operations, clock, self.guaranteed.pk, "legal", Money.of("800"),
                                                             "律师函收据")).pk, "charged"))
        wanted = {"months": 6, "fold_arrears": True}
        self.change = done(propose_change(cast.officer, clock, self.loan.pk, "restructure", wanted, "订单推迟，回款延后"))
        self.claims = done(file_claims(cast.officer, clock, "guarantee", today - timedelta(days=30), today))

    def pages(self) -> dict:
        """Addresses by who opens them."""
        cast, at = self.branch.cast, lambda name, row: reverse(name, args=[row.pk])
        return {
            cast.manager: [reverse("desk"), reverse("arrears"), at("loan", self.guaranteed), at("letter", self.note), reverse("renewals")],
            cast.officer: [f"{at('loan_propose', self.short)}?kind=renewal&months=3", at("claim_register", self.loan), reverse("claims"),
                           reverse("loans")],
            cast.approver: [at("loan_change", self.change), at("loan_fee", self.fee), at("claim_list", self.claims),
                            at("claim_list_print", self.claims)],
            cast.operations: [at("loan_fee_propose", self.loan), reverse("day_ends")],
            cast.branch: [reverse("portfolio")],
            cast.applicant: [reverse("my_cases"), at("my_loan", self.guaranteed), at("my_loan", self.short)],
        }


@pytest.mark.usefixtures("committing_db")
def test_each_page_of_a_loans_later_life_is_accessible_and_fits_a_telephone(monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in this thread
    late = Late()
    with page_server() as site, chromium() as browser:
        for number, (user, addresses) in enumerate(late.pages().items()):
            client = Client()
            client.force_login(user)
            context = browser.new_context(base_url=site, reduced_motion="reduce")
            cookies = {"sessionid": client.cookies["sessionid"].value, "yizhan_language": ("zh-hans", "en")[number % 2]}
            context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
            page, complaints = context.new_page(), []
            page.on("console", lambda line, heard=complaints: line.type == "error" and heard.append(line.text))
            for address in addresses:
                page.set_viewport_size({"width": WIDE, "height": 900})
                assert page.goto(address).status == 200, address
                found = Axe().run(page)
                assert found.violations_count == 0, f"{address}: {found.generate_report()}"
                page.set_viewport_size({"width": NARROW, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
            assert not complaints
            context.close()
