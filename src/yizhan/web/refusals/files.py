"""Sentences about files as a whole: uploads, archives, spreadsheets, calendars."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "upload_kind_unknown": _("Choose what the file holds."),
    "upload_empty": _("The file %(file_name)s is empty. Choose another one."),
    "upload_too_large": _(
        "The file has %(size_bytes)s; up to %(max_bytes)s are accepted. Split it by year or month."
    ),
    "file_empty": _("The file holds no rows. Check that you saved the right sheet."),
    "file_too_large": (
        _("The file has %(size_bytes)s; up to %(size_bytes_max)s are read. Split it by year or month."),
        _("The file is larger than the %(size_bytes_max)s that are read. Split it by year or month."),
    ),
    "file_format_unknown": _(
        "The file is none of CSV, XLSX, XML and Parquet (found: %(found)s). Export it again in one of them."
    ),
    "file_format_other": _(
        "The file's name says %(expected)s, but its content is %(found)s. Export it again."
    ),
    "file_damaged": _("The file is damaged (%(kind)s). Export or download it again."),
    "archive_unsafe": _(
        "The file unpacks to far more than its size, or in an unusual way, so it was not opened. "
        "Save it again as CSV."
    ),
    "xml_unsafe": _(
        "The XML holds a document type or an unusual encoding, so it was not opened. "
        "Download the invoice again from the tax platform."
    ),
    "encoding_unknown": _("The letters of the file cannot be read. Save it as CSV in UTF-8 or GB18030."),
    "columns_missing": _(
        "Columns are missing: %(missing)s. Found: %(found)s. "
        "Add the columns, or name them as in the template."
    ),
    "columns_repeated": _("Two columns mean the same: %(headers)s. Remove one of them."),
    "column_nested": _("The column %(field)s holds lists or records instead of plain values."),
    "years_missing": _("The statement names no year. Put the year over each column."),
    "years_repeated": _("A year stands twice: %(years)s. Keep one column a year."),
    "count_not_whole": _("“%(value)s” is no whole number. Enter the number of persons."),
    "figure_negative": _("%(figure)s is negative (%(value)s), which it cannot be. Check the sign."),
    "figure_unknown": (_("“%(value)s” is no figure of a statement that we know. Name it as in the template."),
                       _("There is no figure “%(figure)s”.")),
    "balance_sheet_unequal": _("Assets of %(assets)s do not equal liabilities of %(liabilities)s plus equity of %(equity)s."),
    "part_over_whole": _("%(part)s is larger than %(whole)s, of which it is a part."),
    "side_unknown": _("Say whether these are sales or purchases: the file has no column for it."),
    "calendar_not_readable": _("Line %(line)s cannot be read. Compare the file with the published example."),
    "calendar_field_missing": _("The calendar lacks %(field)s."),
    "calendar_field_unknown": _("Line %(line)s: %(field)s is no field of a calendar."),
    "calendar_field_invalid": _("Line %(line)s: “%(value)s” is no value for %(field)s."),
    "calendar_day_in_both": _("Line %(line)s: %(day)s is a holiday and a make-up day at once."),
    "calendar_makeup_on_weekday": _(
        "Line %(line)s: %(day)s is a working day anyway, so it cannot be a make-up day."
    ),
    "calendar_day_outside_year": _("Line %(line)s: %(day)s lies outside the calendar's year."),
}
