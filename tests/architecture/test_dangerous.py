"""What can harm is named here, place by place; a new place is a decision."""

from __future__ import annotations

import ast
import re
from functools import cache

from sources import PACKAGE, ROOT

OUTWARD = {
    "requests": set(),
    "http.client": set(),
    "httpx": set(),
    "smtplib": set(),
    "ftplib": set(),
    "urllib.request": {"config/demo.py"},  # asks our own health address
    "socket": {"config/serving.py"},  # what we listen at
    "pyarrow.fs": {"engine/store.py"},  # the store that SEALED_ANSWERS names
}
"""Who may open a connection. Letters leave by Django, sign-in asks by allauth."""

NEVER = {
    *("pickle", "marshal", "shelve", "dill", "joblib", "yaml", "code", "telnetlib"),
    *("xml.sax", "xml.dom", "xml.etree.ElementTree", "lxml", "xmlrpc"),
}
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "input"}
DOCUMENT = (ROOT / "docs" / "keys.md").read_text()
CRYPTOGRAPHY = re.compile(r"^(cryptography|hashlib|hmac|secrets)(\.|$)")


@cache
def modules():
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text())
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def calls():
    """Place, last name and node of every call."""
    found = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                func = node.func
                name = getattr(func, "id", None) or getattr(func, "attr", "")
                found.append((f"{path}:{node.lineno}", name, node))
    return found


@cache
def imported_by(path: str) -> set[str]:
    return imported(modules()[path])


def imported(tree) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    return names


def users_of(name: str) -> set[str]:
    return {path for path in modules() if name in imported_by(path)}


def test_connections_are_opened_in_known_places_only():
    assert {name: users_of(name) for name in OUTWARD} == OUTWARD


def test_nothing_is_read_that_can_run_or_expand():
    found = {name: users_of(name) for name in NEVER if users_of(name)}

    assert found == {}


def test_no_text_becomes_code():
    found = [
        place
        for place, name, node in calls()
        if name in NEVER_CALLED and isinstance(node.func, ast.Name)
    ]

    assert found == []


def test_no_template_is_made_of_what_people_wrote():
    assert [p for p, name, _ in calls() if name in {"Template", "from_string"}] == []


def test_no_form_takes_fields_that_it_does_not_name():
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) in {"fields", "exclude"}
        and (
            "__all__" in ast.unparse(node) or "exclude" in ast.unparse(node.targets[0])
        )
    ]

    assert found == []


def test_no_query_is_written_past_the_parameters():
    found = [
        place
        for place, name, node in calls()
        if name == "RawSQL"
        or (name in {"raw", "extra"} and "objects" in ast.unparse(node.func))
    ]

    assert found == []


def test_programs_are_started_without_a_shell():
    found = [
        place
        for place, name, node in calls()
        if any(k.arg == "shell" for k in node.keywords) or name in {"system", "popen"}
    ]

    assert found == []


def test_hashes_are_of_the_sha2_family():
    used = {
        match
        for path in PACKAGE.rglob("*.py")
        for match in re.findall(r"\bhashlib\.(\w+)", path.read_text())
    }

    assert used <= {"sha256", "sha512", "file_digest", "scrypt"}


def test_ciphers_are_authenticated_ones():
    used = {
        name for path in modules() for name in imported_by(path) if "ciphers" in name
    }

    assert used <= {
        "cryptography.hazmat.primitives.ciphers.aead",
        "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    }


def test_the_inventory_names_every_module_that_uses_cryptography():
    using = {
        path
        for path in modules()
        if any(CRYPTOGRAPHY.match(name) for name in imported_by(path))
    }
    named = set(re.findall(r"`((?!tests/)[\w/]+\.py)`", DOCUMENT))

    assert using - named == set(), "tell docs/keys.md what they use it for"
    assert {path for path in named if path not in modules()} == set()


def test_templates_escape_what_people_wrote():
    found = {
        f"{path.relative_to(PACKAGE)}"
        for path in PACKAGE.rglob("templates/**/*.html")
        if re.search(r"\|\s*safe\b|autoescape off", path.read_text())
    }

    # a form's help text, written by us
    assert found - {"ui/templates/ui/forms/field.html"} == set()


def test_scripts_make_no_markup_of_texts_and_no_code():
    forbidden = re.compile(
        r"\beval\(|new Function|(?:inner|outer)HTML|insertAdjacentHTML|document\.write"
        r"|\.srcdoc|__proto__|localStorage|document\.cookie|\bany\b\s*[;=)]"
    )
    scripts = (ROOT / "frontend" / "ts").rglob("*.ts")
    found = [
        f"{path.name}: {hit[0]}"
        for path in scripts
        for hit in forbidden.finditer(path.read_text())
    ]

    assert found == []


def test_windows_send_each_other_no_messages():
    for path in (ROOT / "frontend" / "ts").rglob("*.ts"):
        text = path.read_text()
        assert "window.postMessage" not in text
        assert 'window.addEventListener("message"' not in text
