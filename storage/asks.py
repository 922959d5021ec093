"""What is asked for a course, told from what was asked before: whom a change of the catalogue concerns."""

from __future__ import annotations

from readiness.records import Rulebook
from storage.canonical import digest_of


def asks_of(rulebook: Rulebook, course: int) -> str:
    """A digest of what is asked for a course; empty where nothing is of anybody."""
    versions = rulebook.versions.get(course, ())
    requirements = [row for row in rulebook.requirements if row.course == course]
    if not versions or not requirements:
        return ""
    sources = (rulebook.full_courses(course), rulebook.refresher_courses(course))
    parts = [frozenset(versions), frozenset(requirements), *sources]
    # Left out where there are none, so that a store from before plans asks what it asked.
    revisions = rulebook.revisions_of(course)
    return digest_of([*parts, frozenset(revisions)] if revisions else parts)


def asked_otherwise(rulebook: Rulebook, before: frozenset[str], now: frozenset[str]) -> set[int]:
    """The courses asked of one of two sets of disciplines only, or by other requirements."""
    return {
        row.course
        for row in rulebook.requirements
        if row.disciplines and bool(row.disciplines & before) != bool(row.disciplines & now)
    }
