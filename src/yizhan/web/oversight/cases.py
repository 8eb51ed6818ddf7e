"""Open cases for the branch manager, and handing one on to another person of the role whose turn it is."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yizhan.credit.application import State, holder_role
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, User
from yizhan.web.components import Crumb
from yizhan.web.desk.promise import deadline_of, status_of
from yizhan.web.doors import CLOCK, door, run
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.labels import ROLES, role_name, state_pill
from yizhan.web.oversight.words import address
from yizhan.web.tables import Column, Filter, Sort, Table, filters_from, sort_from
from yizhan.web.tags.components import deadline_pill
from yizhan.workflows import access
from yizhan.workflows.applications import reassign_application
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.permissions import may

OPEN_STATES = tuple(state for state in State if holder_role(state) is not None and state not in (State.DRAFT, State.INCOMPLETE))
COLUMNS = [
    Column("number", gettext_lazy("Number"), sortable=True, href_key="href"),
    Column("enterprise", gettext_lazy("Enterprise"), sortable=True),
    Column("state", gettext_lazy("State"), "pill", sortable=True),
    Column("holder", gettext_lazy("Held by")),
    Column("deadline", gettext_lazy("Deadline"), "pill"),
    Column("due_at", gettext_lazy("Due at"), "moment", sortable=True),
]
HAND_ON = Column("hand_on", gettext_lazy("Hand on"), href_key="hand_on_href")
ORDER_BY = {"enterprise": "enterprise__name"}


class ReassignForm(KeyedForm):
    """Who works on the case from now on."""

    holder = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Give the case to"), empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = people
        self.fields["holder"].choice_hints = {str(person.pk): _open_cases(person.open_cases) for person in people}


@door("branch.read")
def open_cases(request: HttpRequest) -> HttpResponse:
    """All cases that are under way, the most urgent first."""
    filters = filters_from(
        request,
        [
            Filter("state", _("State"), [("", _("all")), *((state, state_pill("application", state).label) for state in OPEN_STATES)]),
            Filter(
                "role",
                _("Whose turn"),
                [("", _("all")), *((role, str(ROLES[role])) for role in dict.fromkeys(map(holder_role, OPEN_STATES)))],
            ),
            Filter("q", _("Enterprise or number")),
        ],
    )
    state, role, text = (item.value for item in filters)
    found = access.applications(request.user).filter(state__in=[state] if state else OPEN_STATES).prefetch_related("pauses")
    if role:
        found = found.filter(holder_role=role)
    if text:
        found = found.filter(enterprise__name__icontains=text) | found.filter(number__icontains=text)
    sort = sort_from(request, COLUMNS, Sort("due_at"))
    field = ORDER_BY.get(sort.key, sort.key)
    page = Paginator(found.order_by(f"-{field}" if sort.descending else field, "id"), 50).get_page(request.GET.get("page"))
    may_hand_on = may(request.user.role, "application.reassign")
    rows = case_rows(page.object_list, CLOCK.now(), working_calendar())
    table = Table(_("Open cases"), [*COLUMNS, HAND_ON] if may_hand_on else COLUMNS, rows, sort, empty=_("No case fits these filters."))
    return render(
        request,
        "oversight/cases.html",
        {"table": table, "filters": filters, "page": page, "crumbs": [Crumb(_("Branch"), reverse("branch")), Crumb(_("Open cases"))]},
    )


@door("application.reassign", "GET", "POST")
def reassign(request: HttpRequest, application_id) -> HttpResponse:
    """Choose a person of the role whose turn it is, with how many cases each holds now."""
    application = access.applications(request.user).get(pk=application_id)
    people = people_for(application)
    form = form_of(ReassignForm, request, {"holder": application.holder_id}, people=people)
    if request.method == "POST" and form.is_valid():
        given = run(request, reassign_application, application.id, form.values["holder"])
        if not isinstance(given, Refusal):
            messages.success(request, _("%(number)s is with %(holder)s now.") % {"number": given.number, "holder": form.values["holder"]})
            return redirect("branch_cases")
        add_refusal(form, given)
    crumbs = [Crumb(_("Branch"), reverse("branch")), Crumb(_("Open cases"), reverse("branch_cases")), Crumb(application.number)]
    return render(
        request,
        "oversight/reassign.html",
        {
            "application": application,
            "form": form,
            "crumbs": crumbs,
            "has_people": bool(people),
            "is_customers": application.holder_role == "applicant",
            "role": role_name(application.holder_role),
            "case_href": address("case", application_id=application.id),
        },
        status=422 if form.errors else 200,
    )


def people_for(application: Application) -> QuerySet[User]:
    """Active staff of the role whose turn it is, with the number of open cases each holds; none for a case of the customer."""
    if application.holder_role == "applicant":
        return User.objects.none()
    count = Count("holding", filter=Q(holding__state__in=OPEN_STATES))
    return (
        User.objects.filter(role=application.holder_role, is_active=True).annotate(open_cases=count).order_by("open_cases", "display_name")
    )


def case_rows(applications: Iterable[Application], now: datetime, calendar: WorkingCalendar) -> list[dict]:
    """Applications as rows of COLUMNS."""
    return [
        {
            "number": application.number,
            "enterprise": application.enterprise.name,
            "state": state_pill("application", application.state),
            "holder": _holder(application),
            "due_at": application.due_at,
            "href": address("case", application_id=application.id),
            "deadline": deadline_pill(deadline_of(application, status_of(application, now, calendar))),
            "hand_on": "–" if application.holder_role == "applicant" else _("Hand on"),
            "hand_on_href": "" if application.holder_role == "applicant" else reverse("reassign", args=[application.id]),
        }
        for application in applications
    ]


def case_table(caption: str, rows: list[dict]) -> Table:
    """Rows of cases without order or filters."""
    return Table(caption, [Column(column.key, column.label, column.kind, href_key=column.href_key) for column in COLUMNS], rows)


def _holder(application: Application) -> str:
    role = role_name(application.holder_role)
    return f"{application.holder} ({role})" if application.holder else _("%(role)s, nobody yet") % {"role": role}


def _open_cases(count: int) -> str:
    return ngettext("%(count)s open case", "%(count)s open cases", count) % {"count": count}
