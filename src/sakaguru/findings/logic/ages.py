"""How long a finding has been open."""

from __future__ import annotations

AGES = ((0, 30), (31, 90), (91, 180), (181, 365), (366, None))
"""Days since a gap was found, both ends included; None: and older."""

OLD = 30
"""Days after which a gap without owner, cause or action counts as late."""
