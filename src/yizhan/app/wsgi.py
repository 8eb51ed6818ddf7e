"""The WSGI entry that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.app.settings")
application = get_wsgi_application()

from yizhan.app.warm_up import warm_up_in_background  # noqa: E402 (records can be imported only now)

warm_up_in_background()
