import time

import pytest
from django.core.management import call_command

from sakaguru.instruments.models import InstrumentVersion


@pytest.mark.django_db
def test_loading_takes_little_time():
    begun = time.perf_counter()
    call_command("load_standards")
    middle = time.perf_counter()
    call_command("load_instruments")
    print("times", middle - begun, time.perf_counter() - middle)
    version = InstrumentVersion.objects.get()
    print({r: len(v) for r, v in __import__("sakaguru.instruments.queries", fromlist=["layout"]).layout(version).items()})
