"""A server whose clock is wrong by as many seconds as a file says.

Python loads this at its start where the folder is on PYTHONPATH. Only the clock that
the application asks is moved, not the steady one that measures how long things take.
"""

import datetime as dt
import os
import time
from contextlib import suppress
from pathlib import Path

from django.utils import timezone

FILE = Path(os.environ.get("SERVER_CLOCK_FILE", "/nowhere"))
real_time, real_now = time.time, timezone.now  # noqa: TID251 -- the door itself


def wrong_by() -> float:
    with suppress(OSError, ValueError):
        return float(FILE.read_text())
    return 0.0


time.time = lambda: real_time() + wrong_by()
timezone.now = lambda: real_now() + dt.timedelta(seconds=wrong_by())  # noqa: TID251
