"""Addresses of the branch's side of card payments."""

from django.urls import path

from yizhan.web.payments import merchants, proposals

urlpatterns = [
    path("merchants/", merchants.merchants, name="merchants"),
    path("merchants/propose/", proposals.propose, name="merchant_propose"),
    path("merchants/<int:merchant_id>/", merchants.merchant, name="branch_merchant"),
    path("merchants/<int:merchant_id>/unmask/", merchants.unmask, name="merchant_unmask"),
    path("merchants/<int:merchant_id>/admit/", merchants.admit, name="merchant_admit"),
    path("merchants/<int:merchant_id>/change/", proposals.propose_change, name="merchant_change"),
    path("merchant-proposals/<uuid:merchant_proposal_id>/", proposals.proposal, name="merchant_proposal"),
    path("merchant-proposals/<uuid:merchant_proposal_id>/take/", proposals.take, name="merchant_take"),
    path("merchant-proposals/<uuid:merchant_proposal_id>/withdraw/", proposals.withdraw, name="merchant_withdraw"),
]
