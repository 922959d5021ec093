"""What `make test` holds of what `make prove` holds whole: always the same, by the tests' own names.

A test above the storage that is marked `postgres` alone runs on one of the two databases, by turns.
Of a test marked `sliced(n)` n of its cases run. What ran in a slice and fails, fails again by its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from zlib import crc32

import pytest

DATABASES = ("sqlite", "postgresql")
BY_TURNS = ("tests/commands/", "tests/conversations/", "tests/files/", "tests/jobs/")
"""Where tests ask the storage, whose own tests are held on both databases each time."""


def held(items: Iterable[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests to run, and those that are left to `make prove`."""
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (kept if _is_its_turn(item) else left).append(item)
    cases: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in kept:
        if item.get_closest_marker("sliced") is not None:
            cases[item.nodeid.split("[")[0]].append(item)
    beyond = {id(each) for of_one in cases.values() for each in _beyond(of_one)}
    left += [each for each in kept if id(each) in beyond]
    return [each for each in kept if id(each) not in beyond], left


def _is_its_turn(item: pytest.Item) -> bool:
    """Whether the test runs on this database; one of several who write at once runs on both."""
    database = _parameters(item).get("database")
    marked = item.get_closest_marker
    if database not in DATABASES or not item.nodeid.startswith(BY_TURNS):
        return True
    if marked("postgres") is None or any(marked(each) for each in ("several", "both_doors", "long")):
        return True
    return crc32(item.nodeid.replace(database, "").encode()) % len(DATABASES) == DATABASES.index(database)


def _beyond(cases: list[pytest.Item]) -> list[pytest.Item]:
    """The cases of one test beyond those of its slice."""
    marked = cases[0].get_closest_marker("sliced")
    many = int(marked.args[0]) if marked is not None else len(cases)
    return sorted(cases, key=lambda each: crc32(each.nodeid.encode()))[many:]


def _parameters(item: pytest.Item) -> dict[str, Any]:
    found = getattr(item, "callspec", None)
    return {} if found is None else dict(found.params)
