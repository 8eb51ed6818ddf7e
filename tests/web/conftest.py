"""Pages without a database: Django is set up with tiny settings unless a whole application is set up
already."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.tiny_settings")
