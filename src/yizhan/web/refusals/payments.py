"""Sentences about card payments: cards, limits, codes, refunds, merchants."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "card_number_check_digit": _("One digit of the card number is wrong. Compare it with the card."),
    "card_number_length": _("A card of this kind does not have %(length)s digits. Compare the number with the card."),
    "card_number_malformed": _("A card number has %(digits_min)s to %(digits_max)s digits and nothing else."),
    "card_scheme_unknown": _("Cards with this number are not accepted. Use a Visa, Mastercard, UnionPay, JCB, Diners, Discover "
                             "or American Express card."),
    "category_blocked": _("Merchants of category %(category_code)s cannot take foreign cards."),
    "category_code_malformed": _("A merchant category code has four digits."),
    "code_cap_reached": _("Payments by this kind of code are limited to %(cap)s a day; %(left)s is left today."),
    "exchange_rate_missing": _("There is no exchange rate for %(currency)s on %(on)s."),
    "function_not_for_foreign_cards": _("A foreign card can pay merchants only; this is not possible with it."),
    "latin_text_malformed": _("Write this in plain Latin letters, at most %(length_max)s characters: it goes into the merchant's code."),
    "limit_day": (_("This payment is over the limit of a day. Up to %(room)s is possible now."), _("This payment is over the limit of a day.")),
    "limit_single": (_("This payment is over the limit of a single payment. Up to %(room)s is possible now."),
                     _("This payment is over the limit of a single payment.")),
    "limit_year": (_("This payment is over the limit of a year. Up to %(room)s is possible now."),
                   _("This payment is over the limit of a year.")),
    "merchant_name_missing": _("Enter the merchant's name."),
    "merchant_rate_outside": _("The merchant's rate has to be between %(rate_min)s and %(rate_max)s."),
    "payment_event_not_allowed": _("This cannot happen to the payment any more. Look at its state again."),
    "payment_not_refundable": _("Money of this payment cannot be returned in its present state."),
    "refund_key_reused": _("This refund number was used for another amount. Take a new number."),
    "refund_over_rest": _("Only %(left)s of this payment can still be returned."),
    "refund_too_late": _("This payment could be refunded until %(last_day)s."),
    "refunds_too_many": _("A payment can be refunded in at most %(refunds_max)s parts."),
    "resident_id_invalid": _("This is not a valid resident identity number. Compare it with the card."),
    "settlement_account_malformed": _("An account number has %(digits_min)s to %(digits_max)s digits and nothing else."),
    "step_up_required": (_("Up to %(room)s is possible now. Complete your identity data to pay more."),
                         _("Complete your identity data to pay more.")),
    "traveller_unknown": _("Give a phone number and bind a card first."),
}
