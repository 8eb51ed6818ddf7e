"""The on-site check on a telephone: the checklist point by point, photos, and the end of the visit. Only the visitor writes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.refusal import Refusal
from yizhan.records.models import ChecklistItem, SiteVisit
from yizhan.web.components import Crumb, Pill, Task
from yizhan.web.desk.case_parts import item_words
from yizhan.web.desk.figures import plain_value
from yizhan.web.desk.visit_forms import FindingForm, FinishForm, PhotoForm
from yizhan.web.doors import door, run
from yizhan.web.forms import add_refusal
from yizhan.workflows import access
from yizhan.workflows.visits import add_photo, finish_visit, record_finding


@door("desk.read")
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The checklist with what is open, the photos, and the form that ends the visit."""
    return _overview(request, _visit(request, visit_id))


@door("visit.record", "GET", "POST")
def item(request: HttpRequest, visit_id: UUID, item_id: UUID) -> HttpResponse:
    """One point: why it is asked, what is on file, and what was found. Saving goes on to the next open point."""
    found = _visit(request, visit_id)
    point = found.items.get(pk=item_id)
    form = FindingForm(request.POST or None, point=point)
    if request.method == "POST" and form.is_valid():
        values = form.values
        new = plain_value(point.fact_name, values.get("new_value")) if values["effect"] == "correct" else None
        result = run(request, record_finding, point.pk, values["effect"], values["words"], new)
        if not isinstance(result, Refusal):
            return redirect(_next_address(found, point))
        add_refusal(form, result, **{point.fact_name: "new_value" if result.code == "correction_without_value" else "words"})
    points = list(found.items.order_by("position"))
    context = {
        "visit": found,
        "crumbs": _crumbs(found),
        "point": item_words(point),
        "form": form,
        "place": points.index(point) + 1,
        "count": len(points),
        "photos": found.photos.filter(item=point).select_related("upload"),
        "photo_form": PhotoForm(initial={"item": point.pk}),
        "skip_address": _next_address(found, point),
    }
    return render(request, "desk/visit_item.html", context, status=422 if form.errors else 200)


@door("visit.record", "POST")
def photo(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """A photo from the camera or the album, for one point or for the visit as a whole."""
    found = _visit(request, visit_id)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, found, photo_form=form)
    file, point = form.cleaned_data["file"], form.cleaned_data["item"]
    result = run(
        request, add_photo, found.pk, file.name, file, form.cleaned_data["caption"], found.items.get(pk=point).pk if point else None
    )
    if isinstance(result, Refusal):
        add_refusal(form, result)
        return _overview(request, found, photo_form=form)
    messages.success(request, _("The photo is kept; its fingerprint was taken as it arrived."))
    return redirect("visit_item", found.pk, point) if point else redirect("visit", found.pk)


@door("visit.finish", "POST")
def finish(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """End the visit; every point needs a finding first."""
    found = _visit(request, visit_id)
    form = FinishForm(request.POST)
    if form.is_valid():
        result = run(request, finish_visit, found.pk, form.cleaned_data["summary"])
        if not isinstance(result, Refusal):
            messages.success(request, _("The on-site check is finished; the case is with the credit officer."))
            return redirect("case", found.application_id)
        add_refusal(form, result)
    return _overview(request, found, finish_form=form)


def _visit(request: HttpRequest, visit_id: UUID) -> SiteVisit:
    """The visit of a case that the user may see; otherwise DoesNotExist."""
    return SiteVisit.objects.select_related("application__enterprise", "visitor").get(
        pk=visit_id, application__in=access.applications(request.user)
    )


def _overview(
    request: HttpRequest, found: SiteVisit, photo_form: forms.Form | None = None, finish_form: forms.Form | None = None
) -> HttpResponse:
    points = list(found.items.select_related("found_by").order_by("position"))
    is_mine = found.visitor_id == request.user.pk and found.finished_at is None
    failed = next((form for form in (photo_form, finish_form) if form is not None and form.errors), None)
    context = {
        "visit": found,
        "crumbs": _crumbs(found),
        "is_mine": is_mine,
        "tasks": [_task(found, point, is_mine) for point in points],
        "open": sum(point.found_at is None for point in points),
        "first_open": next((point for point in points if point.found_at is None), None),
        "points": [item_words(point) for point in points],
        "photos": found.photos.select_related("upload").order_by("taken_at"),
        "photo_form": photo_form or PhotoForm(),
        "finish_form": finish_form or FinishForm(),
        "failed": failed,
    }
    return render(request, "desk/visit.html", context, status=422 if failed else 200)


def _task(found: SiteVisit, point: ChecklistItem, is_mine: bool) -> Task:
    words: dict[str, Any] = item_words(point)
    href = reverse("visit_item", args=[found.pk, point.pk]) if is_mine else ""
    return Task(words["name"], words["found"] or Pill(_("open"), "quiet"), href, words["why"])


def _next_address(found: SiteVisit, point: ChecklistItem) -> str:
    """The next open point after this one, or an earlier one, or the checklist when nothing is open."""
    left = list(found.items.filter(found_at=None).exclude(pk=point.pk).order_by("position"))
    following = next((item for item in left if item.position > point.position), left[0] if left else None)
    return reverse("visit_item", args=[found.pk, following.pk]) if following else reverse("visit", args=[found.pk])


def _crumbs(found: SiteVisit) -> list[Crumb]:
    return [
        Crumb(found.application.number, reverse("case", args=[found.application_id])),
        Crumb(_("On-site check"), reverse("visit", args=[found.pk])),
    ]
