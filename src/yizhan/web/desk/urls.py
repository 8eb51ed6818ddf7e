"""Addresses of the staff desk."""

from django.urls import path

from yizhan.web.desk import (
    cases,
    day_ends,
    enterprises,
    files,
    home,
    identity,
    lists,
    loan_changes,
    loan_servicing,
    loans,
    papers,
    profile,
    score,
    visits,
)
from yizhan.web.desk.steps import STEPS

urlpatterns = [
    path("", home.desk, name="desk"),
    path("cases/", lists.applications, name="applications"),
    path("cases/<uuid:application_id>/", cases.case, name="case"),
    path("cases/<uuid:application_id>/profile/", profile.of_case, name="case_profile"),
    path("cases/<uuid:application_id>/score/", score.points, name="case_score"),
    path("cases/<uuid:application_id>/replay/<uuid:evaluation_id>/", score.replayed, name="case_replay"),
    path("cases/<uuid:application_id>/decision/", papers.decision, name="case_decision"),
    path("cases/<uuid:application_id>/refusal-letter/", papers.refusal_letter, name="case_refusal_letter"),
    *(path(f"cases/<uuid:application_id>/{step.name}/", cases.step_view(step), name=f"case_{step.name}") for step in STEPS),
    path("visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/items/<uuid:item_id>/", visits.item, name="visit_item"),
    path("visits/<uuid:visit_id>/photos/", visits.photo, name="visit_photo"),
    path("visits/<uuid:visit_id>/finish/", visits.finish, name="visit_finish"),
    path("photos/<uuid:photo_id>/", files.photo, name="photo"),
    path("files/<uuid:upload_id>/", files.download, name="file"),
    path("enterprises/", lists.enterprises, name="enterprises"),
    path("enterprises/<uuid:enterprise_id>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<uuid:enterprise_id>/profile/", profile.of_enterprise, name="enterprise_profile"),
    path("enterprises/<uuid:enterprise_id>/identity/", identity.identity, name="enterprise_identity"),
    path("enterprises/<uuid:enterprise_id>/contact/", enterprises.contact, name="enterprise_contact"),
    path("loans/", lists.loans, name="loans"),
    path("loans/<uuid:loan_id>/", loans.loan, name="loan"),
    path("loans/<uuid:loan_id>/receive/", loan_servicing.receive, name="loan_receive"),
    path("loans/<uuid:loan_id>/change/", loan_changes.propose, name="loan_propose"),
    path("changes/<uuid:change_id>/", loan_changes.change, name="loan_change"),
    path("changes/<uuid:change_id>/take/", loan_changes.take, name="loan_change_take"),
    path("repayments/<uuid:repayment_id>/reverse/", loan_servicing.reverse_one, name="repayment_reverse"),
    path("day-ends/", day_ends.day_ends, name="day_ends"),
    path("day-ends/<str:day>/", day_ends.day_end, name="day_end"),
    path("payouts/<uuid:payout_id>/retry/", loans.retry, name="payout_retry"),
]
