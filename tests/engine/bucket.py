"""Sealed answers in an object store against those in a folder: the same bytes.

    python tests/engine/bucket.py path/to/moto_server

Starts an S3 server on 127.0.0.1 (``pip install moto[server]``, best in an environment
of its own), seals, adds, changes, drops and reads parts there and in a folder, compares
every file, and ends what it started.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pyarrow.fs as pafs
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from engine.cluster import HERE, answers_at, free_port, wait_for

from sakaguru.scoring.adapters import sealing
from sakaguru.scoring.adapters.sealing import Key, Part, Rows, Seal

PREFIX = "I@1/7"
TEACHERS, PUPILS = Key("GS", "33"), Key("SS", "34")
MANY = 200_000


def rows_of(numbers):
    schools = [f"{20_000_000 + n % 300}" for n in numbers]
    return Rows(schools, [n.to_bytes(4, "big") * 10 for n in numbers])


def go_through(address):
    """What happens to a campaign's seal over the years; gives all that can be read."""
    settings.SEALED_ANSWERS = address
    assert sealing.seal_of(PREFIX) is None
    both = {TEACHERS: Part(3, "a"), PUPILS: Part(MANY, "b")}
    sealing.seal_part(PREFIX, TEACHERS, rows_of([3, 1, 2]))
    sealing.seal_part(PREFIX, PUPILS, rows_of(range(MANY)))
    sealing.note_seal(PREFIX, Seal("one", both))
    first = read(both)
    sealing.add_to_part(PREFIX, TEACHERS, rows_of([1, 2, 3, 4]))
    late = read(both)
    sealing.add_to_part(PREFIX, TEACHERS, rows_of([1, 2, 4]))
    fewer = read(both)
    sealing.note_seal(PREFIX, Seal("two", {TEACHERS: Part(3, "c")}))
    assert sealing.seal_of(PREFIX) == Seal("two", {TEACHERS: Part(3, "c")})
    return [*first, *late, *fewer]


def read(parts):
    tables = sealing.sealed_tables(PREFIX, Seal("", parts))
    return [table.to_pydict() for role in sorted(tables) for table in tables[role]]


def files_below(address):
    files, root = pafs.FileSystem.from_uri(address)
    found = files.get_file_info(pafs.FileSelector(root, recursive=True))
    return {
        info.path.removeprefix(root): files.open_input_file(info.path).readall()
        for info in found
        if info.is_file
    }


def main():
    settings.configure(SEALED_ANSWERS="", WAREHOUSE="")
    os.environ |= {"AWS_ACCESS_KEY_ID": "try", "AWS_SECRET_ACCESS_KEY": "try"}
    port = free_port()
    server = subprocess.Popen(
        [sys.argv[1], "-H", HERE, "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    options = f"scheme=http&endpoint_override={HERE}:{port}&region=ap-southeast-3"
    with tempfile.TemporaryDirectory() as name:
        try:
            wait_for(lambda: answers_at(port), "the object store does not answer")
            store = f"s3://answers/sealed?{options}"
            bucket = f"s3://answers?{options}&allow_bucket_creation=true"
            files, root = pafs.FileSystem.from_uri(bucket)
            files.create_dir(root)
            seen = SimpleNamespace(there=go_through(store), here=go_through(name))
            stored = files_below(store)
        finally:
            server.terminate()
            server.wait()
        if seen.there != seen.here:
            raise SystemExit("what is read differs")
        if stored != files_below(f"file://{name}"):
            raise SystemExit("what is stored differs")
    sys.stdout.write(f"sealed in an object store: {len(stored)} files, the same\n")


if __name__ == "__main__":
    main()
