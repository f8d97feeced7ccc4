"""What is loaded before web processes are forked must be fit to be shared."""

import os
import subprocess
import sys

ASKED = """
import os, threading
from sakaguru.config.serving import load_application
load_application()
links = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
         if os.path.exists(f"/proc/self/fd/{n}")]
print(threading.active_count(), sum("socket:" in each for each in links))
"""


def test_loading_the_application_opens_no_thread_and_no_connection():
    settings = {
        "SECRET_KEY": "only-for-this-test-" * 4,
        "DATABASE_URL": "postgresql://nobody@/nothing",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "sakaguru.config.settings",
    }
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASKED],
        env=os.environ | settings,
        check=True,
        capture_output=True,
        text=True,
    )

    assert told.stdout.split() == ["1", "0"]
