"""Changes that change nothing anybody could see, each with the reason."""

from __future__ import annotations

ENGINE = {
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
