"""Addresses of oversight: branch, calendar, book, audit."""

from django.urls import path

from yizhan.web.oversight import accounts, audits, books, branch, calendars, cases, journals, portfolio

urlpatterns = [
    path("branch/", branch.branch, name="branch"),
    path("branch/portfolio/", portfolio.page, name="portfolio"),
    path("branch/cases/", cases.open_cases, name="branch_cases"),
    path("branch/cases/<uuid:application_id>/reassign/", cases.reassign, name="reassign"),
    path("branch/calendar/", calendars.calendar, name="calendar"),
    path("branch/calendar/import/", calendars.calendar_import, name="calendar_import"),
    path("book/", books.book_page, name="book"),
    path("book/accounts/", accounts.accounts, name="accounts"),
    path("book/accounts/<uuid:account_id>/", accounts.account, name="account"),
    path("book/journals/<uuid:journal_id>/", journals.journal, name="journal"),
    path("audit/", audits.audit, name="audit"),
    path("audit/applications/<uuid:application_id>/", audits.audit_walk, name="audit_walk"),
    path("audit/loans/<uuid:loan_id>/", audits.audit_walk, name="audit_walk"),
]
