"""The task list of an open application: what is done, what is still needed, in the order in which it is asked."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.application import Missing
from yizhan.credit.consents import consent_texts
from yizhan.credit.products import Product
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, Upload, UploadState
from yizhan.web.components import Pill, SummaryRow, Task
from yizhan.web.doors import today
from yizhan.web.enterprise.figures import PART_WORDS
from yizhan.web.enterprise.figures_form import PARTS
from yizhan.web.enterprise.words import months
from yizhan.web.formats import moment, money, number
from yizhan.web.refusals import refusal_text
from yizhan.web.vocabulary import APPLICATION_FIELDS, CONSENTS, DOCUMENTS, word
from yizhan.workflows.applications import product_of
from yizhan.workflows.facts import claimed_facts

WORDS = {"field": APPLICATION_FIELDS, "document": DOCUMENTS, "consent": CONSENTS}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the task list and its tasks."""

    title: str
    tasks: list[Task]


def sections(application: Application, owed: tuple[Missing, ...] | Refusal) -> list[Section]:
    """The task list."""
    wanting = set() if isinstance(owed, Refusal) else {(item.kind, item.code) for item in owed}
    is_ready = not wanting and not isinstance(owed, Refusal)
    ready = Pill(_("Ready"), "active") if is_ready else Pill(_("Not complete yet"), "quiet")
    check = reverse("my_application_check", args=[application.id])
    return [
        Section(_("Your request"), [_request(application, wanting), _payee(application)]),
        Section(_("Your company"), [_identity(application), *_figures(application)]),
        Section(_("Papers"), [_paper(application, kind, wanting) for kind in DOCUMENTS]),
        Section(_("Consents"), [_consents(application, wanting)]),
        Section(_("Hand in"), [Task(_("Check your answers and hand in"), ready, check)]),
    ]


def missing_words(owed: tuple[Missing, ...] | Refusal) -> list[str]:
    """What is still missing, in words; a product that is no longer offered says so."""
    if isinstance(owed, Refusal):
        return [refusal_text(owed)]
    return [word(WORDS[item.kind], item.code) for item in owed]


def paper_rows(application: Application, change_href: str = "") -> list[SummaryRow]:
    """What was uploaded, by kind."""
    return [SummaryRow(word(DOCUMENTS, kind), _uploaded(application, kind) or _("nothing uploaded"),
                       change_href=f"{change_href}?kind={kind}" if change_href else "") for kind in DOCUMENTS]


def consent_rows(application: Application, change_href: str = "") -> list[SummaryRow]:
    """Which consents were given, when, and in which version."""
    given = {consent.kind: consent for consent in application.consents.filter(withdrawn_at=None).order_by("given_at")}
    return [SummaryRow(word(CONSENTS, text.kind), moment(given[text.kind].given_at) if text.kind in given else _("not given"),
                       _("version %(version)s") % {"version": given[text.kind].text_version} if text.kind in given else "",
                       "" if text.kind in given else change_href) for text in consent_texts(today())]


def _request(application: Application, wanting: set) -> Task:
    hint = _("%(amount)s for %(term)s") % {"amount": money(Money(application.amount_minor)), "term": months(application.term_months)}
    is_done = not any(kind == "field" for kind, _code in wanting)
    return Task(_("What you need"), _done(is_done), reverse("my_application_details", args=[application.id]), hint)


def _payee(application: Application) -> Task:
    is_first = not application.enterprise.loans.exists()
    why = _("A first loan is paid straight to your supplier.") if is_first else _("Only if a supplier is paid directly.")
    hint = application.payee_name or why
    pill = _done(True) if application.payee_name else _done(False) if is_first else Pill(_("Optional"), "quiet")
    return Task(_("Who is paid"), pill, reverse("my_application_payee", args=[application.id]), hint)


def _identity(application: Application) -> Task:
    href = reverse("my_enterprise", args=[application.enterprise_id])
    return Task(_("Who the company is"), _done(True), href, application.enterprise.name)


def _figures(application: Application) -> list[Task]:
    known = claimed_facts(application.enterprise)
    href = reverse("my_application_figures", args=[application.id])
    tasks = []
    for part, names in PARTS.items():
        stated = sum(name in known and known[name].best is not None for name in names)
        hint = _("%(stated)s of %(all)s stated; each one helps, none is required.") % {"stated": stated, "all": len(names)}
        pill = _done(True) if stated == len(names) else Pill(_("Started"), "active") if stated else Pill(_("Optional"), "quiet")
        tasks.append(Task(word(PART_WORDS, part), pill, f"{href}?part={part}", hint))
    return tasks


def _paper(application: Application, kind: str, wanting: set) -> Task:
    product = product_of(application, today())
    needed = isinstance(product, Product) and kind in product.documents.value
    newest = application.uploads.filter(kind=kind).order_by("created_at").last()
    href = f"{reverse('my_application_uploads', args=[application.id])}?kind={kind}"
    there = _uploaded(application, kind)
    hint = there or ("" if needed else _("Not required; they raise a limit that is estimated otherwise."))
    return Task(word(DOCUMENTS, kind), _paper_pill(("document", kind) in wanting, bool(there), newest), href, hint)


def _paper_pill(is_missing: bool, is_there: bool, newest: Upload | None) -> Pill:
    if newest is not None and newest.state in (UploadState.RECEIVED, UploadState.READING):
        return Pill(_("Being read"), "active")
    if newest is not None and newest.state == UploadState.FAILED:
        return Pill(_("Not readable"), "bad")
    if is_missing:
        return _done(False)
    return _done(True) if is_there else Pill(_("Optional"), "quiet")


def _uploaded(application: Application, kind: str) -> str:
    if kind == "invoices":
        count = application.enterprise.invoices.count()
        return _("%(count)s invoices read") % {"count": number(count)} if count else ""
    years = sorted(set(application.enterprise.financial_years.values_list("year", flat=True)))
    return _("years %(years)s") % {"years": ", ".join(map(str, years))} if years else ""


def _consents(application: Application, wanting: set) -> Task:
    left = sum(kind == "consent" for kind, _code in wanting)
    hint = _("%(left)s still to be given") % {"left": left} if left else ""
    return Task(_("Read and consent"), _done(not left), reverse("my_application_consents", args=[application.id]), hint)


def _done(is_done: bool) -> Pill:
    return Pill(_("Done"), "good") if is_done else Pill(_("Needed"), "waiting")
