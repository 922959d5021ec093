"""How much and how many, in words."""

from __future__ import annotations

from collections.abc import Sequence


def in_percent(share: int | None) -> str:
    """A share in words: "78%"; "n/a" of nobody."""
    return "n/a" if share is None else f"{share}%"


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 person", "12 people"; thousands apart."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def one(what: str) -> str:
    """ "a course", "an agency"."""
    return f"{'an' if what[:1].lower() in 'aeio' else 'a'} {what}"


def without_players(exercises: int) -> str:
    """ "1 without players on record": exercises that are on record, and in no count of those played."""
    return f"{exercises:,} without players on record"


_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int) -> str:
    """A place in a row: "tenth", "21st", "112th"; in words up to the twentieth."""
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    ending = "th" if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, "th")
    return f"{number:,}{ending}"


def listing(names: Sequence[str], most: int = 0) -> str:
    """Names in a row: "a", "a and b", "a, b and c"; with `most`, the first so many: "a, b and 7 more"."""
    more = len(names) - most if most else 0
    shown = [*names[:most], f"{more:,} more"] if more > 0 else names
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
