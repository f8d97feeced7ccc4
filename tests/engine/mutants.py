"""Change the engine one operator at a time, and list what no test noticed.

    python tests/engine/mutants.py [module ...]
    python tests/engine/mutants.py --again kept.txt    # only what was not noticed then

Works on a copy of the source in a temporary folder. A mutant is killed when
`pytest tests/engine` fails or takes too long.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("scores", "errors_of_scores", "rollup", "disclosure")
TESTS = (
    "test_specification.py",
    "test_reference.py",
    "test_disclosure.py",
    "test_corners.py",
    "test_incremental.py",
    "test_change.py",
    "test_survey_package.py",
    "test_steps.py",
)
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
SLOW = 300
EQUIVALENT = {
    # The sum of variances is made unknown by adding NaN; taking it away does the same.
    "variance[:, asked[place]] -= np.where(np.isnan(factor), np.nan, 0.0)[:, None]",
    # Nothing divided by a weight of nothing is NaN, which stands there anyway.
    "weight[:, leaves] >= 0.0",
    "weight >= 0.0",
    # All signs of an equation turned: the same equation.
    "place != eq[0]",
    # One unknown of enough schools is the rest, which the next line calls safe.
    "unknown >= 1",
}
"""Changes that change no figure, each with the reason."""
SIZES = {"STEP", "WORTH_THREADS"}
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
        if field == "value":
            node.value += 1
        elif place is None:
            node.op = SWAPS[type(node.op)]()
        else:
            node.ops[place] = SWAPS[type(node.ops[place])]()
        yield f"line {node.lineno}: {ast.unparse(node)}", ast.unparse(tree)


def survives(copy):
    """Whether all tests pass with the copy's engine."""
    names = [str(copy / "tests" / "engine" / name) for name in TESTS]
    environment = os.environ | {
        "PYTHONPATH": str(copy / "src"),
        "SAKAGURU_NO_JIT": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    try:
        run = subprocess.run(
            [*command, *names],
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=SLOW,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


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


def main():
    modules, pairs = chosen()
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for folder in ("src/sakaguru/engine", "tests/engine", "docs/scoring"):
            shutil.copytree(ROOT / folder, copy / folder)
        (copy / "src/sakaguru/__init__.py").touch()
        if not survives(copy):
            raise SystemExit("the tests fail without any change")
        for module in modules:
            path = copy / "src" / "sakaguru" / "engine" / f"{module}.py"
            source = path.read_text("utf-8")
            left = total = equal = 0
            for what, changed in mutants(source):
                text = what.split(": ", 1)[1]
                if pairs is not None and (module, text) not in pairs:
                    continue
                if text in EQUIVALENT:
                    equal += 1
                    continue
                path.write_text(changed, "utf-8")
                total += 1
                if survives(copy):
                    left += 1
                    sys.stdout.write(f"{module} {what}: not noticed\n")
                    sys.stdout.flush()
            path.write_text(source, "utf-8")
            share = 100 * (total - left) / max(1, total)
            sys.stdout.write(
                f"{module}: {total - left} of {total}, {share:.0f} %; "
                f"{equal} change no figure\n"
            )


if __name__ == "__main__":
    main()
