"""Sentences of the policy desk: questions, verdicts, calls, and rows of a research ledger."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "question_empty": _("Write your question in a few words, for example: “What R&D ratio does a high-tech enterprise need?”"),
    "question_too_long": _("Keep the question under %(length_max)s characters."),
    "no_answer_known": _(
        "The desk's texts hold no clear answer to this. Put it in other words, check a programme, or ask your relationship manager."
    ),
    "search_unavailable": _("The search is not set up on this branch's database. An administrator finds the reason with `yizhan doctor`."),
    "no_verdict_changes": _("No enterprise's verdict changes (%(cause)s)."),
    "already_called": _("%(by)s has called already."),
    "facts_wrong": _("These facts do not fit: %(problems)s"),
    "reform_wrong": _("The draft cannot be read: %(problem)s"),
    "programme_unknown": _("There is no programme “%(programme)s”."),
    "head_unknown": _("“%(value)s” is no head of research costs. Take one of the list below the form."),
    "field_empty": _("A value is missing."),
    "date_unreadable": _("“%(value)s” is no date. Write it like 2026-11-23."),
    "amount_not_in_yuan": _("“%(value)s”: write amounts in yuan, without 万 or 亿."),
    "amount_out_of_range": _("“%(value)s” is below zero or too large. What takes away has a head of its own."),
    "amount_unreadable": _("“%(value)s” is no amount. Write it like 1234.56."),
    "ledger_empty": _("No line of costs was found. Paste at least one row, or choose a file."),
    "ledger_years": _("The lines are of several years (%(years)s). Calculate one year at a time."),
}
