"""`sakaguru score`: the rules on files, without a database."""

from __future__ import annotations


def run(argv: list[str]) -> int:
    """Run the command with its arguments; give the exit status.

    0 done; 2 the input is wrong, every fault stands on standard error and nothing is
    written; 130 interrupted.
    """
    from sakaguru.engine.command.main import main  # noqa: PLC0415 -- numpy, pyarrow

    return main(argv)
