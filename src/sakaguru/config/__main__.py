"""``python -m sakaguru.config`` is the command ``sakaguru``."""

from __future__ import annotations

import sys

from sakaguru.config.cli import main

sys.exit(main())
