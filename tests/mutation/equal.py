"""Changes that change nothing anybody could see, each with the reason."""

from __future__ import annotations

ENGINE = {
    # Nothing divided by a weight of nothing is NaN, which stands there anyway.
    "weight >= 0.0 in return np.where(weight > 0.0, points / weight, np.nan)",
    # Both are there, or neither.
    (
        "here.role_score is None and here.role_n is None in "
        "if here.role_score is None or here.role_n is None:"
    ),
    # All signs of an equation turned: the same equation.
    (
        "place != eq[0] in rows = np.array([[(-1.0 if place == eq[0] else 1.0) * "
        "(place in eq) for place in places] for eq in equations])"
    ),
    # One unknown of enough schools is the rest, which the next line calls safe.
    *(
        f"{found} in safe = np.where(whole_hidden, unknown >= 1, (unknown == 0) | "
        "(behind >= bound) & (unknown > 1))"
        for found in ("unknown >= 1", "0")
    ),
    # Nothing is hidden where nobody is counted.
    "counted >= 0 in unknown = (hidden & (counted > 0)).sum(axis=0) + (rest > 0)",
    # A single person who speaks alone is below every bound, so hidden before.
    "speaking >= 0 in one_person = (speaking > 0) & (personal.max(axis=1) == 1)",
    "1 in one_person = (speaking > 0) & (personal.max(axis=1) == 1)",
    # Where a school lies in no group, any number below 0 says so.
    "2 in group = np.where(mask, tier.group, -1)",
    "2 in member = np.full((int(used.sum()), len(runs)), -1, np.int32)",
    # How many threads there are changes no figure.
    *(
        f"{found} in if len(whole.order) * nodes < WORTH_THREADS:"
        for found in (
            "len(whole.order) * nodes <= WORTH_THREADS",
            "not len(whole.order) * nodes < WORTH_THREADS",
            "len(whole.order) / nodes",
        )
    ),
    *(
        f"{found} in with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:"
        for found in ("workers and os.cpu_count() and 1", "2", "0")
    ),
    # An array without a cell stands for no errors, whatever its shape.
    "1 in se = np.empty((0, 0)) if scores.se is None else scores.se",
    # Slices end where the schools end.
    "last + first in end = min(begin + STEP, last - first)",
    # Who is shown has 5 counted schools, or none.
    "1 in free = ~hidden & (counted > 0)",
}

RIGHTS = {
    # How much of a statement is told where a page tried to write it.
    *(
        f"{n} in raise PageWroteError(f'A page tried to write: {{str(sql)[:20]}}...')"
        for n in (19, 21)
    ),
    # No word by which a statement reads is that long.
    *(
        f"{n} in return str(sql).lstrip(' (\\n')[:20].upper().startswith(READS)"
        for n in (19, 21)
    ),
}
TRAIL = {
    # Who seals asks again until nothing waits.
    "100001 in def seal(*, most: int=100000) -> int:",
    "99999 in def seal(*, most: int=100000) -> int:",
    # Events without a position are left out before.
    "1 in position = event.position or 0",
    (
        "1 in position, digest = "
        "(last.position or 0, last.digest) if last else (0, START)"
    ),
}
WAITS = {
    # The longest wait is reached before.
    "11 in doublings = min(failures - free, 10)",
    "9 in doublings = min(failures - free, 10)",
    "11 in doubled: timedelta = first * 2 ** min(beyond, 10)",
    "9 in doubled: timedelta = first * 2 ** min(beyond, 10)",
}
INTAKE = {
    # Any number of that kind is as long.
    ("1 in if not isinstance(value, str) or len(value) != len(str(UUID(int=0))):"),
    # Depth is looked at closely only where there are that many signs; it decides.
    (
        "text.count('[') + text.count('{') >= DEEPEST in "
        "if text.count('[') + text.count('{') > DEEPEST and _depth(text) > DEEPEST:"
    ),
    # The pattern of codes ends at forty signs too.
    "41 in LONGEST_CODE = 40",
    # What shares nothing goes alone too, only slower.
    "own | seen in if not own & seen:",
    "dropped: found.append(each) in found.append(each)",
    # As many as were given: none of them is taken back, so none unknown.
    "len(given) <= len(content.answers) in if len(given) < len(content.answers):",
    # The line before always raises.
    "dropped: raise AssertionError in raise AssertionError",
}
TOKENS = {
    # No membership is without a person, so none is found for nobody.
    (
        "actor.membership_id is not None or actor.user_id is not None in "
        "if actor.membership_id is not None and actor.user_id is not None:"
    ),
}
SHOWN = {
    # Without a count there is nothing to go through.
    "1 in inner = counts[0] if counts else 0",
}
GUESSING = {
    # Where nobody failed there is no last moment either, so no wait.
    (
        "1 in both = (_after(there['last'], guessing.wait_at_account("
        "there['amount'] or 0)), "
        "_after(here['last'], guessing.wait_of_network(here['amount'])))"
    ),
}
EQUAL = ENGINE | INTAKE | RIGHTS | TRAIL | SHOWN | GUESSING | TOKENS | WAITS
"""What is said of each, wherever it stands."""
