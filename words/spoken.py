"""How this trade says what an agency does: what disciplines are called, and agencies' names in short.

"PD", "the sheriff's office", "medics", "911": people say them, and files have them in their cells. Sentences
and imports read with these lists alike; by what else one agency goes is kept with it (`storage.other_names`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from readiness.vocabulary import Discipline
from words.classes import listed
from words.folding import fold_name, fold_word

_SPOKEN = {
    Discipline.LAW: "law, law enforcement, police, cops, leo, leos, police department, police departments, "
    "pd, pds, police agency, police agencies, law enforcement agency, law enforcement agencies, law agencies",
    Discipline.FIRE: "fire, fire service, firefighters, fire fighters, firefighting, fire department, "
    "fire departments, fire dept, fire depts, fd, fds, fire agency, fire agencies, fire districts",
    Discipline.EMS: "ems, medics, medic, paramedics, ambulance, ambulances, emergency medical services, "
    "emergency medical service, ems agency, ems agencies, ambulance services",
    Discipline.DISPATCH: "dispatch, 911, 9-1-1, dispatchers, dispatch center, dispatch centers, 911 center, "
    "911 centers, 911 and dispatch, 911 dispatch, telecommunicators, telecommunications, psap, psaps",
    Discipline.EM: "em, emergency management, emergency mgmt, ema, oem",
    Discipline.SCHOOL: "school, schools, campus, school districts, k-12",
    Discipline.PUBLIC_WORKS: "public works, dpw",
    Discipline.ADMIN: "admin, administration, administrative",
    Discipline.HOSPITAL: "hospital, hospitals, medical centers",
    Discipline.STATE: "state, state agencies",
    Discipline.FEDERAL: "federal, feds, federal agencies",
    Discipline.OTHER: "other",
}
"""What people call a discipline, the shortest first."""

_KINDS = {
    "police": "police, pd, pds, police dept",
    "sheriff": "sheriff, sheriffs, so, deputies",
    "fire": "fire, fd, fds, vfd, fpd, fire rescue, fire and rescue, volunteer fire, fire protection",
    "ems": "ems, ambulance, ambulances, medics, paramedics, emergency medical services, "
    "emergency medical service",
    "911": "911, 9 1 1, dispatch, psap, 911 dispatch, 911 communications, emergency communications, "
    "communications",
    "em": "em, ema, oem, emergency management, emergency mgmt",
    "public works": "public works, dpw",
    "schools": "school, schools",
    "hospital": "hospital, hospitals",
}
"""The kinds an agency's name may tell, and how else each is said."""

TAILS = listed(
    "department departments dept depts office offices agency agencies service services district districts "
    "bureau division company center centers"
)
"""Words behind a kind that tell no more: "Elm Police" is "Elm Police Department"."""

ONLY_IN_CAPITALS = frozenset(("so",))
"""Short forms that are words of their own where they are not written in capitals."""

LONGEST_KIND = 3
"""Words."""


def _named(lists: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(name.split()): kind for kind, names in lists.items() for name in names.split(", ")}


_KIND_OF = _named(_KINDS)
BEGINS_KIND = frozenset(name[0] for name in _KIND_OF)
"""What a kind of agency can begin with, as it is said."""
_SHORT = {"police": "pd", "fire": "fd", "sheriff": "so"}
IS_KIND = frozenset(_KINDS)
"""Every kind, as `by_kind` has it in place of its words."""

_CODES = MappingProxyType(
    {
        fold_name(name).replace("-", " "): code.value
        for code in reversed(Discipline)  # the first of two that share a name has it
        for name in (*_SPOKEN[code].split(", "), code.value, code.value.replace("_", " "))
    }
)
_IN_FILES = {
    Discipline.LAW: "sheriff, sheriffs, sheriff's, sheriff's office, sheriffs office, sheriff's dept, so",
    Discipline.FIRE: "fire rescue, fire/rescue, fire and rescue, fire & rescue, volunteer fire, vfd, fpd",
    Discipline.EMS: "ambulance service, rescue squad, medical",
    Discipline.DISPATCH: "e911, e-911, communications, emergency communications, ecc, 911/dispatch, "
    "dispatch/911, 911 communications, public safety communications",
    Discipline.EM: "emergency manager",
    Discipline.SCHOOL: "education, k12, school district, university, college",
    Discipline.HOSPITAL: "healthcare, health care, medical center",
    Discipline.PUBLIC_WORKS: "highway, highways, roads",
}
"""What else stands for a discipline in a cell; in a sentence it may be a place or a word of its own."""
DISCIPLINES_SAID: Mapping[str, Discipline] = MappingProxyType(
    {
        **{fold_word(name): code for code, names in _IN_FILES.items() for name in names.split(", ")},
        **{fold_word(name): Discipline(code) for name, code in _CODES.items()},
    }
)
"""Every discipline by all that it is called, as words of a fixed list are compared in a file's cell."""


def spoken_names(code: str) -> tuple[str, ...]:
    """What people call a discipline, in lower case, by its code."""
    known = next((each for each in Discipline if each.value == code), None)
    return tuple(_SPOKEN[known].split(", ")) if known else (code,)


def discipline_said(text: str) -> str | None:
    """The code of the discipline that a text names, as it is spoken or by its code; None for none."""
    said = " ".join(fold_name(text).replace("-", " ").replace("_", " ").replace("&", "and").split())
    return _CODES.get(said.strip(" ."))


def by_kind(words: Sequence[str]) -> tuple[str, ...]:
    """Words of a name with each kind of agency said in one way: "elm pd" and "elm police department" alike.

    `words` are tokens, as `words.names` makes them.
    """
    found: list[str] = []
    place = 0
    while place < len(words):
        kind, used = kind_at(words, place)
        found.append(kind or words[place])
        place += used
    return tuple(found)


def kind_at(words: Sequence[str], place: int) -> tuple[str | None, int]:
    """The kind of agency that is said at one place, and how many words say it with those that tell no more;
    None, and one word, for none.
    """
    if words[place] not in BEGINS_KIND:
        return None, 1
    for length in range(min(LONGEST_KIND, len(words) - place), 0, -1):
        kind = _KIND_OF.get(tuple(words[place : place + length]))
        if kind is not None:
            end = place + length
            while end < len(words) and words[end] in TAILS:
                end += 1
            return kind, end - place
    return None, 1


def short_form(words: Sequence[str]) -> tuple[str, ...]:
    """A name told by kind, with its kind in short: "elm pd"; as it is where it has no short form."""
    return tuple(_SHORT.get(word, word) for word in words)


_DOES = MappingProxyType(
    {
        "police": Discipline.LAW,
        "sheriff": Discipline.LAW,
        "fire": Discipline.FIRE,
        "ems": Discipline.EMS,
        "911": Discipline.DISPATCH,
        "em": Discipline.EM,
        "public works": Discipline.PUBLIC_WORKS,
        "schools": Discipline.SCHOOL,
        "hospital": Discipline.HOSPITAL,
    }
)


def disciplines_told(name: str) -> tuple[Discipline, ...]:
    """What an agency does as far as its name tells: "Oak Fire and EMS" fire and EMS, "Oak Rescue" nothing."""
    words = fold_name(name).replace("'", "").replace("-", " ").split()
    return tuple(dict.fromkeys(_DOES[word] for word in by_kind(words) if word in IS_KIND))
