"""Addresses of the wallet."""

from django.urls import path

from yizhan.web.visitor import account, again, cards, code, home, ordering, payments, upgrade_steps, upgrades

urlpatterns = [
    path("", account.welcome, name="wallet"),
    path("sign-up/", account.sign_up, name="wallet_sign_up"),
    path("home/", home.home, name="wallet_home"),
    path("limits/", home.room, name="wallet_room"),
    path("me/", account.me, name="wallet_me"),
    path("me/show/", account.show_me, name="wallet_me_show"),
    path("cards/", cards.cards, name="wallet_cards"),
    path("cards/<str:card>/unbind/", cards.unbind, name="wallet_card_unbind"),
    path("cards/new/", cards.begin, name="wallet_card_new"),
    path("cards/new/form/", cards.form, name="wallet_card_form"),
    path("cards/new/result/", cards.result, name="wallet_card_result"),
    path("code/", code.payment_code, name="wallet_code"),
    path("pay/", ordering.scan, name="wallet_pay"),
    path("pay/amount/", ordering.amount, name="wallet_pay_amount"),
    path("pay/<uuid:order_id>/", ordering.check, name="wallet_order"),
    path("pay/<uuid:order_id>/state/", payments.order_state, name="wallet_order_state"),
    path("pay/<uuid:order_id>/again/", again.again, name="wallet_order_again"),
    path("payments/", payments.payments, name="wallet_payments"),
    path("payments/<str:payment>/", payments.payment, name="wallet_payment"),
    path("payments/<str:payment>/receipt/", payments.receipt, name="wallet_receipt"),
    path("upgrade/", upgrades.offer, name="wallet_upgrade"),
    path("upgrade/<uuid:upgrade_id>/", upgrades.overview, name="wallet_upgrade_overview"),
    path("upgrade/<uuid:upgrade_id>/consents/", upgrades.consents, name="wallet_upgrade_consents"),
    path("upgrade/<uuid:upgrade_id>/check/", upgrades.check, name="wallet_upgrade_check"),
    path("upgrade/<uuid:upgrade_id>/withdraw/", upgrades.withdraw, name="wallet_upgrade_withdraw"),
    path("upgrade/<uuid:upgrade_id>/lines/", upgrade_steps.lines, name="wallet_upgrade_lines"),
    path("upgrade/<uuid:upgrade_id>/copy/", upgrade_steps.copy, name="wallet_upgrade_copy"),
    path("upgrade/<uuid:upgrade_id>/<slug:step>/", upgrade_steps.fields, name="wallet_upgrade_step"),
]
