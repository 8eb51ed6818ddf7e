"""Sentences about single rows of a file; the page shows line and field beside them."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "row_unreadable": _("The row cannot be read: “%(value)s”. Check quotes and separators."),
    "quote_unclosed": _("A quotation mark is not closed: “%(value)s”."),
    "line_too_long": _("The line is too long to be a row. A quotation mark may be missing before it."),
    "encoding": _("The row holds bytes that are no %(encoding)s text. Save the file again."),
    "columns_in_row": _(
        "The row has %(found)s cells instead of %(expected)s. Check for a missing separator."
    ),
    "too_many_rows": _("Only the first %(rows_max)s rows were read. Upload the rest as another file."),
    "formula_cell": _("The cell holds a formula (%(value)s). Paste the value instead."),
    "amount_malformed": _("“%(value)s” is no amount. Write it like 1234.56."),
    "amount_too_large": _("%(value)s is too large for one invoice. Check the unit."),
    "amount_decimals": _("%(value)s has more than two decimals."),
    "date_missing": _("The date is missing."),
    "date_malformed": _("“%(value)s” is no date. Write it like 2026-11-23."),
    "date_out_of_range": _("%(value)s lies outside the years that are read."),
    "number_missing": _("The invoice number is missing."),
    "number_malformed": _("“%(value)s” is no invoice number: 8 or 20 digits."),
    "number_in_exponent_form": _(
        "The spreadsheet shortened the number to %(value)s. Format the column as text and export again."
    ),
    "code_malformed": _("“%(value)s” is no invoice code: 10 or 12 digits."),
    "side_word_unknown": _("“%(value)s” says neither sale nor purchase."),
    "status_unknown": _("“%(value)s” is no known invoice status."),
    "positive_word_unknown": _("“%(value)s” says neither blue (normal) nor red (return)."),
    "enterprise_missing": _("The row names no enterprise."),
    "not_this_enterprise": (
        _("Neither seller nor buyer is this enterprise (%(seller)s, %(buyer)s)."),
        _("The row belongs to another enterprise (%(value)s)."),
    ),
    "text_too_long": _("The text is too long: “%(value)s”."),
    "gross_is_not_net_plus_tax": _("Net and tax do not sum to the total."),
    "tax_sign_mended": _("Tax and net had opposite signs; the sign of the tax was mended and the row kept."),
    "return_sign_mended": _("A return with a positive amount was read as negative and kept."),
}
