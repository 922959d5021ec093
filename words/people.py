"""How people are called: ranks and titles before a name, the s behind it, and names as they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from words.classes import listed
from words.folding import fold_name

RANKS = listed(
    "chief capt captain cpt lieutenant lieut lt sergeant sgt sergent corporal cpl officer ofc offc deputy "
    "dep detective det trooper tpr trp sheriff undersheriff marshal major maj colonel col commander cmdr cdr "
    "inspector insp superintendent supt firefighter ff fireman engineer paramedic medic emt dispatcher "
    "director dir supervisor coordinator doctor dr mr mrs ms miss mx rev reverend chaplain prof "
    "professor nurse rn private pvt agent constable warden mayor judge hon patrolman probationary recruit "
    "battalion division bc dc ac driver eng pm off ofcr cadet aemt emt-b "
    "emt-p ffpm ff/pm ff/emt fire-fighter assistant asst acting interim senior sr master staff"
)
"""What stands before a name, or in a cell of its own, and is none of it. An instructor is no rank: who taught
a class is never taken for somebody who took it."""

_APOSTROPHES = "'\u2018\u2019\u02bc\u00b4\u2032`"
_UNSEEN = str.maketrans(dict.fromkeys(_APOSTROPHES + ".", ""))
_HYPHENS = re.compile("[-\u2010\u2011\u2012\u2013\u2014]")
_POSSESSIVE = re.compile(f"(?<=\\w)(?:[{_APOSTROPHES}]s|(?<=s)[{_APOSTROPHES}])$", re.IGNORECASE)
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\w)")


def fold_person(name: str) -> str:
    """What the names of people are compared by: no case, accents, apostrophes and points, and a hyphen is a
    space. "O\u2019Neil" and "ONeil" are one name, "Smith-Jones" and "Smith Jones".
    """
    return " ".join(fold_name(_HYPHENS.sub(" ", name.translate(_UNSEEN))).split())


def without_rank(words: Sequence[str]) -> Sequence[str]:
    """The words of a name without the ranks and titles before it; all of them where nothing else is said."""
    start = 0
    while start < len(words) - 1 and words[start].lower().strip(".,") in RANKS:
        start += 1
    return words[start:]


def readings(said: str) -> Iterator[str]:
    """The names somebody may have meant who said this, the likeliest first, as names are compared.

    "Sgt. Vera ONeil", "Flores, Ben", "Ada Tran's", "B.Flores".
    """
    said = " ".join(said.split())
    for each in dict.fromkeys((_POSSESSIVE.sub("", said), said)):
        last, comma, first = each.partition(",")
        turned = f"{first} {last}" if comma and first.strip() else each
        for words in dict.fromkeys((tuple(turned.split()), tuple(without_rank(turned.split())))):
            name = " ".join(words)
            yield from dict.fromkeys((fold_person(name), fold_person(_INITIALS.sub(". ", name))))


def without_s(name: str) -> str | None:
    """A name, as compared, without an s that may be one of possession; None where it has none."""
    return name[:-1] if name.endswith("s") and len(name.split()[-1]) > 2 else None
