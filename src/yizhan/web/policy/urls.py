"""Addresses of the policy desk: for everybody, for one enterprise on the desk and for itself, and the watch."""

from django.urls import path

from yizhan.web.policy import enterprise, public, research, watch


def _four(prefix: str, name: str, views: tuple) -> list:
    """Verdicts, facts, one programme and its questions below one address."""
    verdicts, facts, verdict, question = views
    return [
        path(f"{prefix}verdicts/", verdicts, name=f"{name}_verdicts"),
        path(f"{prefix}facts/", facts, name=f"{name}_facts"),
        path(f"{prefix}programmes/<str:programme>/", verdict, name=f"{name}_programme"),
        path(f"{prefix}programmes/<str:programme>/question/", question, name=f"{name}_question"),
    ]


urlpatterns = [
    path("policy/", public.home, name="policy"),
    path("policy/ask/", public.ask, name="policy_ask"),
    path("policy/research/", research.calculator, name="policy_research"),
    path("policy/research/template.xlsx", research.template, name="policy_research_template"),
    *_four("policy/", "policy", (public.verdicts, public.facts, public.verdict, public.question)),
    *_four("desk/enterprises/<uuid:enterprise_id>/policy/", "enterprise_policy", enterprise.DESK_VIEWS),
    *_four("my/enterprises/<uuid:enterprise_id>/policy/", "my_policy", enterprise.OWN_VIEWS),
    path("enterprises/<uuid:enterprise_id>/policy/keep/", enterprise.store, name="policy_store"),
    path("desk/policy/verdicts/<uuid:verdict_id>/", enterprise.kept, name="policy_kept"),
    path("desk/policy/", watch.calls, name="policy_calls"),
    path("desk/policy/compare/", watch.compare, name="policy_compare"),
    path("desk/policy/calls/<uuid:call_id>/", watch.called, name="policy_called"),
]
