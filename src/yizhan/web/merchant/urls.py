"""Addresses of the merchant's own pages."""

from django.urls import path

from yizhan.web.merchant import codes, home

urlpatterns = [
    path("", home.home, name="merchant_home"),
    path("<int:merchant_id>/", home.shop, name="shop"),
    path("<int:merchant_id>/code/", codes.sheet, name="merchant_sheet"),
    path("<int:merchant_id>/order-code/", codes.order_code, name="merchant_order_code"),
]
