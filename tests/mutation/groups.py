"""Which modules are changed, and which tests may notice."""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """Modules below ``src/sakaguru``, and tests below ``tests`` that concern them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    is_engine: bool = False
    seconds: float = 120
    """How long the tests of one change may take, when nothing is changed."""


GROUPS = {
    "rights": Group(
        modules=("core/access", "ui/http"),
        tests=(
            "core/test_access.py",
            "scoring/test_permissions.py",
            "ui/test_http.py",
            "ui/test_refusing.py",
        ),
    ),
    "tokens": Group(
        modules=("organisations/services/tokens",),
        tests=(
            "organisations/services/test_tokens.py",
            "organisations/web/test_tokens.py",
        ),
    ),
    "guessing": Group(
        modules=("accounts/services/guessing", "accounts/logic/guessing"),
        tests=(
            "accounts/logic",
            "accounts/test_guessing.py",
            "accounts/test_guessing_corners.py",
        ),
    ),
    "trail": Group(
        modules=("core/audit", "core/chain", "core/trail", "core/keys"),
        tests=(
            "core/test_audit.py",
            "core/test_chain.py",
            "core/test_chain_corners.py",
            "core/test_key_change.py",
            "core/test_keys.py",
        ),
    ),
    "intake": Group(
        modules=(
            "survey/services/submissions",
            "survey/services/reception",
            "survey/services/edits",
            "survey/services/withdrawal",
            "survey/services/passes",
            "survey/services/slips",
            "survey/services/receipts",
            "survey/queries/doors",
            "survey/adapters/storing",
            "survey/adapters/sealing",
            "survey/adapters/vault",
            "survey/adapters/signing",
        ),
        tests=(
            "survey/api/test_submissions.py",
            "survey/api/test_withdrawal.py",
            "survey/services/test_doors.py",
            "survey/services/test_late.py",
            "survey/services/test_page_and_edit_corners.py",
            "survey/services/test_submission_corners.py",
            "survey/services/test_submissions.py",
            "survey/test_privacy.py",
            "survey/web/test_withdrawing.py",
        ),
    ),
    "forms": Group(
        modules=(
            "survey/logic/answers",
            "survey/logic/edits",
            "survey/logic/knocking",
            "survey/logic/tokens",
            "survey/logic/wire",
        ),
        tests=("survey/logic",),
    ),
    "keeping": Group(
        modules=(
            "core/retention",
            "accounts/services/retention",
            "evidence/services/retention",
            "followup/services/retention",
            "organisations/services/retention",
            "planning/services/retention",
            "scoring/services/retention",
            "survey/services/retention",
        ),
        tests=("config/test_docs.py", "core/test_retention_days.py"),
    ),
    "mixing": Group(
        modules=(
            "survey/services/mixing",
            "survey/services/aftercare",
            "survey/services/classes",
        ),
        tests=(
            "privacy/test_linkage.py",
            "survey/services/test_aftercare.py",
            "survey/services/test_classes.py",
            "survey/services/test_locks.py",
            "survey/test_privacy.py",
        ),
    ),
    "shown": Group(
        modules=("scoring/logic/disclosure",),
        tests=("scoring/logic/test_disclosure.py",),
    ),
    "engine": Group(
        modules=(
            "engine/scores",
            "engine/errors_of_scores",
            "engine/rollup",
            "engine/disclosure",
        ),
        tests=(
            "engine/test_steps.py",
            "engine/test_specification.py",
            "engine/test_corners.py",
            "engine/test_survey_package.py",
            "engine/test_change.py",
            "engine/test_reference.py",
            "engine/test_disclosure.py",
            "engine/test_incremental.py",
        ),
        is_engine=True,
    ),
}
SIZES = frozenset({"STEP", "WORTH_THREADS", "GROUPS", "LARGE", "BINS", "CHUNK", "LOCK"})
"""How the work is cut, and names of locks: any number does the same."""
