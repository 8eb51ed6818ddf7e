"""Addresses of the queue of upgrades."""

from django.urls import path

from yizhan.web.travellers import queue

urlpatterns = [
    path("", queue.upgrades, name="traveller_upgrades"),
    path("<uuid:upgrade_id>/", queue.upgrade, name="traveller_upgrade"),
    path("<uuid:upgrade_id>/show/", queue.show, name="traveller_upgrade_show"),
    path("<uuid:upgrade_id>/decide/", queue.decide, name="traveller_upgrade_decide"),
]
