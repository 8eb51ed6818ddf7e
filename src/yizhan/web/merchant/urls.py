"""Addresses of the merchant's own pages."""

from django.urls import path

from yizhan.web.merchant import codes, home, payments, statement

urlpatterns = [
    path("", home.home, name="merchant_home"),
    path("<int:merchant_id>/", home.shop, name="shop"),
    path("<int:merchant_id>/payments/", statement.statement, name="shop_statement"),
    path("<int:merchant_id>/payments.csv", statement.statement_csv, name="shop_statement_csv"),
    path("<int:merchant_id>/payments/<slug:payment>/", payments.payment, name="shop_payment"),
    path("<int:merchant_id>/payments/<slug:payment>/refund/", payments.refund, name="shop_refund"),
    path("<int:merchant_id>/code/", codes.sheet, name="merchant_sheet"),
    path("<int:merchant_id>/order-code/", codes.order_code, name="merchant_order_code"),
]
