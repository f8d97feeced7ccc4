"""Change the engine one operator at a time, and list what no test noticed.

    python tests/engine/mutants.py [module ...]

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


def operators(tree):
    """Every place where an operator stands, in order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPS:
            yield node, "op", None
        elif isinstance(node, ast.Compare):
            for place, one in enumerate(node.ops):
                if type(one) in SWAPS:
                    yield node, "ops", place
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node, "value", None


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


def main():
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for folder in ("src/sakaguru/engine", "tests/engine", "docs/scoring"):
            shutil.copytree(ROOT / folder, copy / folder)
        (copy / "src/sakaguru/__init__.py").touch()
        if not survives(copy):
            raise SystemExit("the tests fail without any change")
        for module in sys.argv[1:] or MODULES:
            path = copy / "src" / "sakaguru" / "engine" / f"{module}.py"
            source = path.read_text("utf-8")
            left = total = 0
            for what, changed in mutants(source):
                path.write_text(changed, "utf-8")
                total += 1
                if survives(copy):
                    left += 1
                    sys.stdout.write(f"{module} {what}: not noticed\n")
                    sys.stdout.flush()
            path.write_text(source, "utf-8")
            share = 100 * (total - left) / total
            sys.stdout.write(f"{module}: {total - left} of {total}, {share:.0f} %\n")


if __name__ == "__main__":
    main()
