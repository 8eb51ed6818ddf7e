"""Sentences about merchants, their proposals and the refunds that they order."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "member_already": _("This person acts for the merchant already."),
    "merchant_application_faulty": _("Several fields have to be mended: %(faults)s."),
    "merchant_change_proposed_already": _("Another proposal for this merchant is open. It has to be taken or withdrawn first."),
    "merchant_change_unknown": _("Choose what shall change."),
    "merchant_known_already": _("The branch has a merchant with this identifier and this name in Latin letters: %(merchant)s. "
                                "Give another shop another name."),
    "merchant_not_in_state": _("The merchant's present state does not allow this change. Look at its page again."),
    "merchant_taken_already": _("This proposal has been taken or withdrawn already."),
    "merchant_user_unknown": _("There is no user %(username)s with the role of a merchant. The branch creates one by "
                               "`yizhan user create --role merchant`."),
    "message_closed_already": _("The switch has answered this message already."),
    "nothing_changes": _("This is what stands already. Enter another value."),
    "position_unknown": _("Choose clerk or manager."),
    "proposal_of_another": _("Another person made this proposal, and only that person can take it back."),
    "refund_confirmed_already": _("This refund has been confirmed or declined already."),
    "value_missing": _("Enter the new value."),
}
