"""What a look at one thing found: well, to be looked at, or wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it is. Only what is wrong makes `muster doctor` end with status 1."""

    WELL = "ok"
    LOOK = "look at it"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line. `said` names no person and no secret; `do` is empty where there is nothing to do."""

    what: str
    verdict: Verdict
    said: str
    do: str = ""


def well(what: str, said: str) -> Finding:
    """All is well."""
    return Finding(what, Verdict.WELL, said)


def look(what: str, said: str, do: str) -> Finding:
    """It works, or nobody knows; somebody should look at it."""
    return Finding(what, Verdict.LOOK, said, do)


def wrong(what: str, said: str, do: str) -> Finding:
    """It does not work so."""
    return Finding(what, Verdict.WRONG, said, do)
