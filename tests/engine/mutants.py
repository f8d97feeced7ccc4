"""Change the engine one operator at a time, and list what no test noticed.

    python tests/engine/mutants.py [module ...]
    python tests/engine/mutants.py --again kept.txt    # only what was not noticed then

Works on a copy of the source in a temporary folder. A mutant is killed when
`pytest tests/engine` fails, or takes twenty times as long as without any change.
Worlds drawn at random are the same ones for every mutant: a rare one that fails without
any change would be counted as noticing it.
"""

from __future__ import annotations

import ast
import os
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest

os.environ |= {"SAKAGURU_NO_JIT": "1", "OPENBLAS_NUM_THREADS": "1"}
os.environ["SAME_WORLDS"] = "1"
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
sys.dont_write_bytecode = True
for library in (
    "hypothesis.strategies", "numpy", "pyarrow.parquet", "scipy.optimize", "xlsxwriter"
):  # fmt: skip
    import_module(library)

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "src/sakaguru/engine",
    "src/sakaguru/scoring/logic",
    "tests/engine",
    "tests/privacy",
    "docs/scoring",
)
"""What the tests of the engine need."""
MODULES = ("scores", "errors_of_scores", "rollup", "disclosure")
TESTS = (
    "test_steps.py",
    "test_specification.py",
    "test_corners.py",
    "test_survey_package.py",
    "test_change.py",
    "test_reference.py",
    "test_disclosure.py",
    "test_incremental.py",
)
"""What notices most, soonest, comes first."""
SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SLOW = 20
"""So many times as long as without any change is too long."""
FIRST = 1_200
"""Seconds that the tests may take without any change."""
EQUIVALENT = {
    # Nothing divided by a weight of nothing is NaN, which stands there anyway.
    "weight >= 0.0 in return np.where(weight >= 0.0, points / weight, np.nan)",
    # All signs of an equation turned: the same equation.
    (
        "place != eq[0] in rows = np.array([[(-1.0 if place != eq[0] else 1.0) * "
        "(place in eq) for place in places] for eq in equations])"
    ),
    # One unknown of enough schools is the rest, which the next line calls safe.
    (
        "unknown >= 1 in safe = np.where(whole_hidden, unknown >= 1, (unknown == 0) | "
        "(behind >= bound) & (unknown >= 1))"
    ),
    # Nothing is hidden where nobody is counted.
    "counted >= 0 in unknown = (hidden & (counted >= 0)).sum(axis=0) + (rest > 0)",
    # A single person who speaks alone is below every bound, so hidden before.
    "speaking >= 0 in one_person = (speaking >= 0) & (personal.max(axis=1) == 1)",
    "1 in one_person = (speaking > 1) & (personal.max(axis=1) == 1)",
    # Two rounds hide all there is to hide.
    "3 in for _ in range(3):",
    # Where a school lies in no group, any number below 0 says so.
    "2 in group = np.where(mask, tier.group, -2)",
    "2 in member = np.full((int(used.sum()), len(runs)), -2, np.int32)",
    # How many threads there are changes no figure.
    (
        "len(whole.order) * nodes <= WORTH_THREADS in "
        "if len(whole.order) * nodes <= WORTH_THREADS:"
    ),
    "len(whole.order) / nodes in if len(whole.order) / nodes < WORTH_THREADS:",
    "2 in with ThreadPoolExecutor(workers or os.cpu_count() or 2) as pool:",
    # A spread of one school is 0 by 0: not a number either.
    (
        "counted >= 1 in spread = "
        "np.where(counted >= 1, room.squared / (counted - 1), np.nan)"
    ),
    # An array without a cell stands for no errors, whatever its shape.
    "1 in se = np.empty((0, 1)) if scores.se is None else scores.se",
    "1 in se = np.empty((1, 0)) if scores.se is None else scores.se",
    # Slices end where the schools end.
    "last + first in end = min(begin + STEP, last + first)",
    # The one score of a group is below and above every quantile.
    "1 in last = np.maximum(counted.astype(np.int64) - 1, 1)",
    # However wide bins are, the same order statistics are found in them.
    "BINS * scores.framework.scale in width = BINS * scores.framework.scale",
    # Who is shown has 5 counted schools, or none.
    "1 in free = ~hidden & (counted > 1)",
}
"""Changes that change no figure, each with the reason."""
SIZES = {"STEP", "WORTH_THREADS", "GROUPS", "LARGE", "BINS"}
"""How the work is cut. Any size gives the same figures; tests cut it otherwise."""


def operators(tree):
    """Every place where an operator stands, in order."""
    for node in parts(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPS:
            yield node, "op", None
        elif isinstance(node, ast.Compare):
            for place, one in enumerate(node.ops):
                if type(one) in SWAPS:
                    yield node, "ops", place
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node, "value", None


def parts(tree):
    """All nodes but those of sizes and of annotations."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.AnnAssign):
            todo += [node.value] if node.value else []
            continue
        names = getattr(node, "targets", ())
        if not any(isinstance(n, ast.Name) and n.id in SIZES for n in names):
            yield node
            todo += ast.iter_child_nodes(node)


def in_code(tree):
    """Annotations are not code: drop them before looking for operators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for argument in ast.walk(node.args):
                if isinstance(argument, ast.arg):
                    argument.annotation = None
    return tree


def mutants(source):
    count = len(list(operators(in_code(ast.parse(source)))))
    for number in range(count):
        tree = in_code(ast.parse(source))
        node, field, place = list(operators(tree))[number]
        line, statement = node.lineno, statement_of(tree, node)
        if field == "value":
            node.value += 1
        elif place is None:
            node.op = SWAPS[type(node.op)]()
        else:
            node.ops[place] = SWAPS[type(node.ops[place])]()
        said = f"{ast.unparse(node)} in {first_line(statement)}"
        yield f"line {line}: {said}", ast.unparse(tree)


def statement_of(tree, wanted):
    """The statement in which it stands, as a number alone says nothing."""
    found = wanted
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and wanted in ast.walk(node):
            found = node
    return found


def first_line(node):
    return ast.unparse(node).partition("\n")[0]


def survives(copy, limit):
    """Whether all tests pass with the copy's engine, in a process of its own.

    Forked from this one, which has read all libraries but no engine. ``limit`` in
    seconds.
    """
    child = os.fork()
    if not child:
        status = 1
        try:
            status = run_tests(copy)
        finally:
            os._exit(status)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with (copy / "said.txt").open("a", encoding="utf-8") as said:
        said.write(f"stopped after {limit:.0f} seconds\n")
    return False


def run_tests(copy):
    said = os.open(copy / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(copy)
    sys.path[:0] = [str(copy / "src"), str(copy / "tests")]
    names = [str(copy / "tests" / "engine" / name) for name in TESTS]
    options = ["-q", "-x", "-p", "no:cacheprovider", "--rootdir", str(copy)]
    return int(
        pytest.main([*options, "--import-mode=importlib", "--assert=plain", *names])
    )


def time_unchanged(copy):
    """Seconds of the tests without any change; they must pass."""
    start = time.monotonic()
    if not survives(copy, FIRST):
        said = (copy / "said.txt").read_text("utf-8", errors="replace")
        sys.stderr.write(f"{said}\nthe tests fail without any change\n")
        raise RuntimeError("the tests fail without any change")
    return time.monotonic() - start


def chosen():
    """Modules, and the changes to try: all of them, or those of an earlier run."""
    if sys.argv[1:2] != ["--again"]:
        return sys.argv[1:] or MODULES, None
    kept = Path(sys.argv[2]).read_text("utf-8").splitlines()
    lines = [
        line.removesuffix(": not noticed") for line in kept if "not noticed" in line
    ]
    pairs = {(line.split()[0], line.split(": ", 1)[1]) for line in lines}
    return sorted({module for module, _ in pairs}), pairs


def prepare(home):
    """A worker's own copy, in which its mutants are tried."""
    copy = Path(home) / str(os.getpid())
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder)
    for package in ("src/sakaguru", "src/sakaguru/scoring"):
        (copy / package / "__init__.py").touch()
    limit = SLOW * time_unchanged(copy)
    MINE.update(copy=copy, limit=limit)


MINE = {}
"""A worker's copy, and how long its tests may take."""


def noticed(module, changed):
    path = MINE["copy"] / "src" / "sakaguru" / "engine" / f"{module}.py"
    source = path.read_text("utf-8")
    path.write_text(changed, "utf-8")
    try:
        return not survives(MINE["copy"], MINE["limit"])
    finally:
        path.write_text(source, "utf-8")


def try_module(pool, module, pairs):
    """Print what was not noticed; give how many were, of how many."""
    source = ROOT / "src" / "sakaguru" / "engine" / f"{module}.py"
    asked = [
        (what, changed)
        for what, changed in mutants(source.read_text("utf-8"))
        if pairs is None or (module, what.split(": ", 1)[1]) in pairs
    ]
    tried = [one for one in asked if one[0].split(": ", 1)[1] not in EQUIVALENT]
    kills = 0
    results = pool.map(partial(noticed, module), [changed for _, changed in tried])
    for (what, _), killed in zip(tried, results, strict=True):
        kills += killed
        if not killed:
            tell(f"{module} {what}: not noticed")
    share = 100 * kills / max(1, len(tried))
    equal = len(asked) - len(tried)
    tell(f"{module}: {kills} of {len(tried)}, {share:.0f} %; {equal} change no figure")


def tell(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main():
    modules, pairs = chosen()
    with (
        tempfile.TemporaryDirectory() as home,
        ProcessPoolExecutor(
            mp_context=get_context("fork"), initializer=prepare, initargs=(home,)
        ) as pool,
    ):
        for module in modules:
            try_module(pool, module, pairs)


if __name__ == "__main__":
    main()
