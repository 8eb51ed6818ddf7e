"""Sentences about fixings of exchange rates."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "fixing_currency_unknown": _("The branch keeps no rate of %(currency)s. Choose one of the list."),
    "fixing_day_begun": _("The day %(first_day)s has begun, or begins within a minute: payments of a day count at one rate. "
                           "Fix a later day."),
    "fixing_day_too_far": _("A rate can be fixed until %(last_day)s. Look at the year once more."),
    "fixing_deviates": _("This is %(percent)s%% away from the rate in force, %(in_force)s; what is more than %(percent_max)s%% away is "
                         "typed twice. Compare it with the source and type the same rate once more."),
    "fixing_proposed_already": _("A fixing for %(first_day)s is proposed already. It has to be confirmed, declined or withdrawn first."),
    "fixing_rate_malformed": _("Write yuan for one unit with at most %(decimals_max)s decimals, above zero and below 10000: 7.1234."),
    "fixing_source_missing": _("Write where the rate was read, so that another person can look it up."),
    "fixing_stands_already": _("The rate for %(first_day)s is fixed already and does not change. Fix the day after it."),
    "fixing_taken_already": _("This fixing has been confirmed, declined or withdrawn already."),
}
