"""What a file is called that is given to people: what it is, of whom or what, and the day it is as of."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256

from readiness.text import fold

LONGEST = 60
"""Characters of what a file is of, in its name."""
MARK = 6
"""Hexadecimal digits that tell two apart which are written alike in letters, digits and hyphens."""


def file_name(what: str, of: str, day: date, ending: str) -> str:
    """`what-of-day.ending` in small letters of ASCII, digits, hyphens and underscores: a name anywhere.

    `of` is what people typed, empty for all there is. Two that are not the same when folded have two names:
    spaces become underscores, and what else can't stand in a name, or would make it too long, is left out,
    with a mark of the whole in its place. `what` and `ending` are ours.
    """
    folded = fold(of)
    plain = re.sub(r"[^a-z0-9_-]", "", folded.replace(" ", "_"))[:LONGEST]
    if plain.replace("_", " ") != folded:
        plain = "-".join(filter(None, [plain, sha256(folded.encode()).hexdigest()[:MARK]]))
    return "-".join(filter(None, [what, plain, day.isoformat()])) + f".{ending}"
