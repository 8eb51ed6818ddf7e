"""One loan: balances from the book, the schedule with each interest opened, journals with their entries, payments to outside."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Loan, Payout
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.desk import loan_book
from yizhan.web.desk.arrears import notes_table
from yizhan.web.desk.case_parts import masked
from yizhan.web.desk.fees import fee_table, has_fees
from yizhan.web.desk.loan_changes import change_table
from yizhan.web.desk.loan_servicing import class_pill, repayment_table, standing_rows
from yizhan.web.desk.words import PAYMENT_METHODS
from yizhan.web.doors import CLOCK, door, run
from yizhan.web.formats import day, percent
from yizhan.web.forms import KeyedForm, add_refusal
from yizhan.web.schedules import stored_lines
from yizhan.web.vocabulary import REPAYMENT_FORMS, word
from yizhan.workflows import access
from yizhan.workflows.payouts import retry_payout
from yizhan.workflows.permissions import may


class RetryForm(KeyedForm):
    """The payee as it should have been."""

    payee_name = forms.CharField(label=gettext_lazy("Payee"), max_length=200)
    payee_account = forms.CharField(label=gettext_lazy("Account"), max_length=40)
    payee_bank = forms.CharField(label=gettext_lazy("Bank"), max_length=100, required=False)


@door("desk.read")
def loan(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Everything about a loan."""
    return _page(request, access.loans(request.user).get(pk=loan_id))


@door("payout.retry", "POST")
def retry(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """Order a rejected payment again, with mended details."""
    payout = Payout.objects.get(pk=payout_id)
    found = access.loans(request.user).get(pk=payout.loan_id)
    form = RetryForm(request.POST)
    if form.is_valid():
        result = run(request, retry_payout, payout.pk, **form.values)
        if not isinstance(result, Refusal):
            messages.success(request, _("The payment is ordered again under a new reference."))
            return redirect(reverse("loan", args=[found.pk]) + "#payouts")
        add_refusal(form, result)
    return _page(request, found, form, 422)


def _page(request: HttpRequest, found: Loan, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    lines = list(found.instalments.order_by("-schedule_version", "number"))
    version = lines[0].schedule_version
    payouts = list(found.payouts.order_by("created_at"))
    with connection.cursor() as cursor:
        book = loan_book.read(cursor, found, payouts, branch_date(CLOCK.now()))
    context = {
        "loan": found,
        "crumbs": [Crumb(_("Loans"), reverse("loans")), Crumb(found.number)],
        "terms": _terms(found),
        "book": book,
        "lines": stored_lines(line for line in lines if line.schedule_version == version),
        "version": version,
        "replaced": stored_lines(line for line in lines if line.schedule_version != version and line.state != "due"),
        "payouts": [
            {"payout": payout, "account": masked(payout.payee_account), "method": word(PAYMENT_METHODS, payout.method)}
            for payout in payouts
        ],
        "rejected": _to_order_again(payouts),
        "may_retry": may(request.user.role, "payout.retry"),
        "form": form,
        "repayments": repayment_table(found, may(request.user.role, "loan.reverse")),
        "standing": standing_rows(found),
        "changes": change_table(found),
        "notes": notes_table(found),
        "may_register": may(request.user.role, "claim.register") and found.state == "active",
        "fees": fee_table(found),
        "may_charge": may(request.user.role, "fee.propose") and found.state == "active" and has_fees(found),
        "may_note": may(request.user.role, "arrears.note") and found.standing.overdue_since is not None,
        "may_propose": may(request.user.role, "loan.propose_change") and found.state == "active",
        "class_pill": class_pill(found.standing.risk_class),
        "may_receive": may(request.user.role, "loan.receive") and found.state == "active",
        "audit_walk": reverse("audit_walk", kwargs={"loan_id": found.pk}) if may(request.user.role, "audit.read") else "",
    }
    if context["rejected"] and context["may_retry"] and form is None:
        last = context["rejected"]
        context["form"] = RetryForm(
            initial={"payee_name": last.payee_name, "payee_account": last.payee_account, "payee_bank": last.payee_bank}
        )
    return render(request, "desk/loan.html", context, status=status)


def _to_order_again(payouts: list[Payout]) -> Payout | None:
    """The last payment, if it was rejected and nothing replaced it."""
    return payouts[-1] if payouts and all(payout.state == "rejected" for payout in payouts) else None


def _terms(found: Loan) -> list[SummaryRow]:
    return [
        SummaryRow(_("Lent"), Money(found.principal_minor), _("on %(day)s") % {"day": day(found.started_on)}),
        SummaryRow(_("Rate a year"), percent(found.annual_rate), found.day_count),
        SummaryRow(
            _("Annualised rate, all costs"),
            percent(found.contract.annualised_simple),
            _("simple; %(rate)s compound") % {"rate": percent(found.contract.annualised_compound)},
        ),
        SummaryRow(_("Repayment"), word(REPAYMENT_FORMS, found.repayment_form), _("%(months)s months") % {"months": found.term_months}),
        SummaryRow(_("Matures"), found.matures_on),
        SummaryRow(_("Paid out by"), str(found.disbursed_by)),
    ]
