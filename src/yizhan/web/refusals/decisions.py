"""Sentences about products, amounts, prices, decisions and the parameters they rest on."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "product_not_offered": _("The product is not offered on %(on)s. Choose one of the products shown."),
    "form_not_offered": (
        _("This product is not repaid in that way. Offered: %(offered)s."),
        _("This product is not repaid in that way."),
    ),
    "amount_missing": _("The amount is missing. Enter it."),
    "amount_under_minimum": _("%(amount)s is under the product's smallest amount of %(minimum)s."),
    "amount_over_limit": (
        _("%(amount)s is over the product's largest amount of %(maximum)s."),
        _("The amount is over the limit of %(limit)s that the evaluation allows."),
        _("The amount is over the limit."),
    ),
    "amount_over_request": _("The amount is over the %(requested)s that were asked for."),
    "term_out_of_range": _(
        "%(term_months)s months are not offered; the term runs from %(shortest)s to %(longest)s months."
    ),
    "price_unknown": _(
        "The price cannot be stated yet: a rate or a spread is missing for this day. Operations can load it."
    ),
    "rate_missing": _("There is no published rate for that day. Operations can load it."),
    "grade_without_spread": _("This grade has no spread, so it has no price. A person has to decide."),
    "evaluation_needed_first": _("Run the model check first; this step rests on its result."),
    "evaluation_outdated": _("Facts have changed since the model check. Run it again, then go on."),
    "decision_needed_first": _("There is no confirmed decision yet. Take the decision first."),
    "decision_taken_already": _("The decision has been taken already: %(verdict)s. Open the page again."),
    "outcome_unknown": _("Choose approve or refuse."),
    "verdict_unknown": _("Choose to confirm the proposal or to return it."),
    "return_needs_words": _("Write why the proposal goes back, so that the officer knows what to change."),
    "override_without_reason": _("This differs from the model check. Write the reason for the override."),
    "involved_cannot_approve": _(
        "Whoever investigated or proposed this case cannot approve it. Another approver has to decide."
    ),
    "amount_over_authority": _(
        "The amount is over your authority. An approver with a higher one has to decide."
    ),
    "amount_over_branch_authority": _(
        "The amount is over the branch's authority. The case goes to the head office."
    ),
    "role_without_authority": _("Your role has no authority to approve loans."),
    "parameter_version_missing": _(
        "A parameter that the decision used is no longer there, so it cannot be replayed."
    ),
    "parameter_version_changed": _(
        "A parameter that the decision used has changed, so the replay would differ."
    ),
    "rules_version_changed": _("The rules have changed since this decision; the stored result stands."),
    "replay_differs": _(
        "The replay gives another result than the stored decision. Tell those who run the system."
    ),
}
