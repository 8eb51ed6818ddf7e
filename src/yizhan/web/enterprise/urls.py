"""Addresses of the applicant: enterprises, applications, offers and loans of one's own."""

from django.urls import path

from yizhan.web.enterprise import application, cases, company, consents, early, ending, figures, loan, offer, uploads

urlpatterns = [
    path("my/", cases.my_cases, name="my_cases"),
    path("my/enterprises/new/", company.new_code, name="my_enterprise_new"),
    path("my/enterprises/new/details/", company.new_details, name="my_enterprise_new_details"),
    path("my/enterprises/<uuid:enterprise_id>/", company.enterprise, name="my_enterprise"),
    path("my/enterprises/<uuid:enterprise_id>/figures/", figures.of_enterprise, name="my_enterprise_figures"),
    path("my/applications/new/<uuid:enterprise_id>/", application.start, name="my_application_new"),
    path("my/applications/<uuid:application_id>/", application.overview, name="my_application"),
    path("my/applications/<uuid:application_id>/details/", application.details, name="my_application_details"),
    path("my/applications/<uuid:application_id>/payee/", application.payee, name="my_application_payee"),
    path("my/applications/<uuid:application_id>/consents/", consents.consents, name="my_application_consents"),
    path("my/applications/<uuid:application_id>/uploads/", uploads.uploads, name="my_application_uploads"),
    path("my/applications/<uuid:application_id>/uploads/<uuid:upload_id>/progress/", uploads.progress, name="my_upload_progress"),
    path("my/applications/<uuid:application_id>/uploads/<uuid:upload_id>/problems/", uploads.problems, name="my_upload_problems"),
    path("my/applications/<uuid:application_id>/uploads/<uuid:upload_id>/problems.csv", uploads.problems_csv,
         name="my_upload_problems_csv"),
    path("my/applications/<uuid:application_id>/figures/", figures.of_application, name="my_application_figures"),
    path("my/applications/<uuid:application_id>/check/", application.check, name="my_application_check"),
    path("my/applications/<uuid:application_id>/answer/", ending.answer, name="my_application_answer"),
    path("my/applications/<uuid:application_id>/withdraw/", ending.withdraw, name="my_application_withdraw"),
    path("my/applications/<uuid:application_id>/offer/", offer.offer, name="my_offer"),
    path("my/applications/<uuid:application_id>/offer/print/", offer.offer_print, name="my_offer_print"),
    path("my/applications/<uuid:application_id>/offer/accept/", offer.accept, name="my_offer_accept"),
    path("my/loans/<uuid:loan_id>/", loan.loan, name="my_loan"),
    path("my/loans/<uuid:loan_id>/pay/", loan.pay, name="my_loan_pay"),
    path("my/loans/<uuid:loan_id>/renewal/", loan.wish_to_renew, name="my_loan_renewal"),
    path("my/loans/<uuid:loan_id>/early/", early.early, name="my_loan_early"),
    path("my/loans/<uuid:loan_id>/early/pay/", early.pay, name="my_loan_early_pay"),
]
