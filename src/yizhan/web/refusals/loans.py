"""Sentences about offers, contracts, payouts, repayments and the book."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "offer_missing": _("There is no offer to accept yet."),
    "offer_changed": _("The offer has changed since you opened the page. Read it again before you accept."),
    "offer_expired": _("The offer ended on %(expires_on)s. Ask the branch for a new one."),
    "offer_not_expired": _("The offer still stands; it cannot be closed as expired."),
    "payee_needed": _(
        "Enter the supplier's name and account: an amount of this size is paid to the supplier directly."
    ),
    "acceptance_needed_first": _("The offer has to be accepted before money is paid out."),
    "decider_cannot_disburse": _("Whoever decided this case cannot pay it out. Another person of operations has to."),
    "paid_out_already": _("Loan %(number)s has been paid out already. Nothing was booked twice."),
    "annualised_rate_undefined": _("No annualised rate can be worked out from these payments. Check amounts and dates."),
    "extension_over_limit": _("An extension of %(asked_months)s months is too long; %(remaining_months)s months are left "
                              "of at most %(limit_months)s."),
    "instalment_not_due": _("The next instalment is due on %(due_on)s. Pay it from that day, or repay early."),
    "arrears_first": _("Something is overdue on this loan. Pay it first, then repay early."),
    "amount_over_due": _("Only %(due)s is due. Enter that much at most, or repay early."),
    "day_end_in_future": _("%(day)s has not come yet; today is %(today)s."),
    "day_end_running": _("The day end is running already. Wait until it has finished."),
    "preview_outdated": _("The amount has changed since the preview; it is %(total)s now. Look at it again and confirm."),
    "keep_unknown": _("Choose what stays the same: the term or the instalment."),
    "no_instalment_to_keep": _("This way of repaying has no equal instalment that could stay. Choose to keep the term."),
    "message_not_due": _("This message is not due to be sent now."),
    "payout_closed_already": _("This payout is closed already. Nothing was sent again."),
    "payout_not_rejected": _("Only a rejected payout can be ordered again."),
    "payout_ordered_already": _("The payout has been ordered already. Nothing was sent again."),
    "amount_not_positive": _("Enter an amount above zero."),
    "amount_over_principal": _("The amount is over what is still owed."),
    "nothing_outstanding": _("The loan is repaid; nothing is owed."),
    "instalment_due_first": _("An instalment is due first. Pay it, then repay early."),
    "before_last_payment": _("The day is before the last payment. Choose that day or a later one."),
    "account_unknown": _("There is no such account in the book."),
    "account_closed": _("The account is closed. Use another one."),
    "account_not_empty": _("The account still holds money, so it cannot be closed."),
    "account_closed_before_opened": _("The closing day is before the opening day."),
    "account_currency_differs": _("The account is kept in another currency (%(account_currency)s)."),
    "account_overdrawn": _("There is not enough money on the account: %(short_minor)s are missing."),
    "journal_too_short": _("A journal needs at least two entries."),
    "journal_unbalanced": _("The journal does not balance: %(difference_minor)s too much on one side."),
    "journal_key_reused": _("This booking was already made with other content. Nothing was booked."),
    "journal_key_twice": _("The same booking stands twice in one order. Nothing was booked."),
    "entry_of_zero": _("An entry of zero books nothing. Leave it out."),
}
