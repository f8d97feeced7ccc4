"""The application as the server loads it."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sakaguru.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from sakaguru.config.env import require_kept_secret

require_kept_secret(settings.ENV)
application = get_wsgi_application()

# Only here, where requests come one after another: commands open one connection.
connections["default"].settings_dict["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": 16,
    "timeout": 10,
}
