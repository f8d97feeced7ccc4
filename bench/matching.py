"""Time the comparison of schools alike: for one school, and for a whole nation.

A simulated nation of 148,000 schools in which every third completed an activity. No
database: what is timed is reading the stored arrays, finding neighbours and estimating
with errors.

    python bench/matching.py                  # every school, some minutes
    python bench/matching.py --processes 2    # the same on two cores
    python bench/matching.py --share 0.05     # a twentieth, scaled up
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

ONE_MS, ALL_MINUTES = 200, 15
SAMPLE = 500


def many(pool: Any, places: Any) -> tuple[list[str], float]:
    """What is found for these schools, and the seconds of computing."""
    from factories.nations import self_of  # noqa: PLC0415 -- after the threads are set

    from sakaguru.planning.logic.matching import compared  # noqa: PLC0415

    busy = time.process_time()
    words = [compared(pool, self_of(pool, int(place))).found.value for place in places]
    return words, time.process_time() - busy


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    share = given.share
    import numpy as np  # noqa: PLC0415 -- after the threads are set
    from factories.nations import World, nation, self_of  # noqa: PLC0415

    from sakaguru.planning.adapters.pools import packed, unpacked  # noqa: PLC0415
    from sakaguru.planning.logic.matching import compared  # noqa: PLC0415

    world = World(effect=0.3, provinces=38, districts=14, areas=14, schools=20)
    pool, _ = nation(world, 1)
    print(f"schools: {world.count:,}, took part: {pool.done.mean():.0%}")
    body = packed(pool)
    began = time.perf_counter()
    unpacked(body)
    reading = time.perf_counter() - began
    print(f"stored arrays: {len(body) / 1e6:.1f} MB, read in {1000 * reading:.0f} ms")
    order = np.random.default_rng(7).permutation(world.count)
    single = []
    for place in order[:SAMPLE]:
        began = time.perf_counter()
        compared(pool, self_of(pool, int(place)))
        single.append(1000 * (time.perf_counter() - began))
    p50, p95, worst = np.quantile(single, [0.5, 0.95, 1.0])
    print(f"one school: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")
    asked = order[: int(share * world.count)]
    parts = np.array_split(asked, given.processes)
    began = time.perf_counter()
    with ProcessPoolExecutor(given.processes, get_context("fork")) as processes:
        told = list(processes.map(partial(many, pool), parts))
    minutes = (time.perf_counter() - began) / 60 / share
    work = sum(busy for _, busy in told) / 60 / share
    found = [word for words, _ in told for word in words]
    print(
        f"every school ({len(asked):,} asked, {given.processes} at once): "
        f"{minutes:.1f} minutes, {work:.1f} of computing"
    )
    print({name: found.count(name) for name in sorted(set(found))})
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    late = worst + 1000 * reading > ONE_MS or minutes > ALL_MINUTES
    print(f"targets: {ONE_MS} ms with reading, {ALL_MINUTES} minutes")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
