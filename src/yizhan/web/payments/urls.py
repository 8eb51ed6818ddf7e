"""Addresses of the branch's side of card payments."""

from django.urls import path

from yizhan.web.payments import answers, margins, merchants, proposals, rates, story, watch

urlpatterns = [
    path("", watch.watch, name="payments"),
    path("live/", watch.live, name="payments_live"),
    path("find/", watch.find, name="payment_find"),
    path("margins/", margins.margins, name="payment_margins"),
    path("alarms/<int:shard>/<int:alarm_number>/", answers.alarm, name="payment_alarm"),
    path("alarms/<int:shard>/<int:alarm_number>/answer/", answers.answer_alarm, name="payment_alarm_answer"),
    path("refund-orders/<uuid:refund_order_id>/", answers.refund_order, name="refund_order"),
    path("refund-orders/<uuid:refund_order_id>/confirm/", answers.confirm, name="refund_confirm"),
    path("one/<slug:payment>/", story.payment_story, name="payment_story"),
    path("rates/", rates.rates, name="rates"),
    path("rates/propose/", rates.propose, name="rate_propose"),
    path("rates/<uuid:fixing_id>/", rates.fixing, name="rate_fixing"),
    path("rates/<uuid:fixing_id>/take/", rates.take, name="rate_take"),
    path("rates/<uuid:fixing_id>/withdraw/", rates.withdraw, name="rate_withdraw"),
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
