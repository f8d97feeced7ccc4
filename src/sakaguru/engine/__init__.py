"""Answers in, scores out: the rules of `docs/scoring`, on plain arrays.

No Django, no database, no clock. Importing this package imports nothing heavy;
Numba is imported by the first call that computes.

    framework = framework.compile_framework(document)
    instrument = instruments.compile_instrument([document], framework)
    scores = executors.local.score_schools(instrument, answers, schools=748)
    regions = rollup.roll_up(scores, [Tier("district", group, 1)])
"""

from __future__ import annotations

ENGINE_VERSION = "1.0"
"""Changes with the code."""

METHOD_VERSION = "sakaguru-1"
"""Changes when a rule changes, so that a figure would come out differently."""
