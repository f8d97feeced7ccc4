"""Go through the groups that are asked for; see `__main__`, which starts this."""

from __future__ import annotations

import argparse
import os
import pickle
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path

import databases
import pytest
from hypothesis import HealthCheck, Phase, settings

from mutation import kept_database
from mutation.groups import GROUPS
from mutation.plan import Plan, tell
from mutation.rules import try_rules
from mutation.trying import Trial, in_a_fork_loudly, try_when_read


def arguments():
    asked = argparse.ArgumentParser(prog="tests/mutation")
    asked.add_argument("groups", nargs="*", choices=[[], "rules", *GROUPS])
    asked.add_argument("--again", type=Path, help="what an earlier run printed")
    asked.add_argument("--only", nargs="*", help="these modules of a group")
    asked.add_argument("--tests", nargs="*", help="these instead of the group's")
    chosen = asked.parse_args()
    if chosen.again:
        lines = chosen.again.read_text("utf-8").splitlines()
        chosen.again = {
            line.removeprefix("NOT NOTICED ").rpartition(" # ")[0]
            for line in lines
            if line.startswith("NOT NOTICED ")
        }
    return chosen


def try_group(plan) -> None:
    """Collect in a process of its own, so that changes when read find nothing read."""
    later = plan.home / "later.pickle"

    def collect():
        trial = Trial(plan)
        pytest.main([*plan.options, *plan.tests], plugins=[trial])
        later.write_bytes(pickle.dumps((trial.later, plan.counts)))
        return int(not trial.ran)

    if in_a_fork_loudly(collect):
        put_off, plan.counts = pickle.loads(later.read_bytes())
        try_when_read(plan, put_off)
        plan.sum_up()
    else:
        tell(f"{plan.name}: could not be run")


@contextmanager
def a_server():
    with databases.shared_server() as url:
        given = os.environ.get("DATABASE_URL")
        os.environ["DATABASE_URL"] = url
        try:
            yield
        finally:
            kept_database.forget()
            if given is None:
                del os.environ["DATABASE_URL"]


def main() -> None:
    chosen = arguments()
    settings.register_profile(
        "mutation",
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    databases.own_database = kept_database.kept_database
    for name in chosen.groups or ["rules", *GROUPS]:
        if name == "rules":
            in_a_fork_loudly(lambda: try_rules(tell))
            continue
        group = GROUPS[name]
        with nullcontext() if group.is_engine else a_server():
            try_group(Plan(name, group, Path.cwd(), chosen))


if __name__ == "__main__":
    sys.exit(main())
