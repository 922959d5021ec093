"""Who is to see to something, in words: "for Maria Ortiz", "for the lead of Cedar Fire", "for me".

A person of those the speaker may name, by mention, e-mail or a part of the name; a right; or an agency, whose
list it is for then. Of two it is asked which; a name of nobody is said, and never taken for other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from commands.kit.may import Action, agencies_led, may, people_for, whom_for
from commands.kit.request import Request
from commands.language.naming import EMAIL, MENTION, find_people, how_many, lexicon_of, people_like
from commands.language.scopes import shown
from commands.language.taking import Taken
from storage.answers import names_of
from storage.checklists import OwnerRight
from storage.people import AffiliationRecord, Person
from storage.rights import managers_of
from storage.roster import is_on_roster
from words.classes import listed, plain_word
from words.days import read_day
from words.names import Kind
from words.recurring import Recurrence

MOST_NAME = 4
"""Words of a person's name."""
ASSIGNED = (("assigned", "to"), ("assign", "to"), ("owned", "by"), ("owner", "is"), ("owner",), ("for",))
ME = listed("me myself mine")
LEADS = (("training", "officer"), ("agency", "lead"), ("lead",), ("leads",))
MANAGERS = (("emergency", "manager"), ("emergency", "managers"), ("emergency", "management"))
ENDS_NAME = listed("by due until on every each monthly quarterly yearly annually with needs to in for and")
BEHIND_NAME = listed("by due until every each monthly quarterly yearly annually")
"""Words that stand behind the name of who is to see to something, and not behind that of a thing."""
MOST_NEAR = 3
MARKS = ' \t\n,;:.“”"*_`'
OWN, LISTED = "own", "list"
"""Which list an item is for: "list:12", that one; "own:5", an agency's own, "own:0" the region's, made when
it is missing."""


@dataclass
class ItemTaken(Taken):
    """What was taken in of an item so far."""

    days: list[date] = field(default_factory=list)
    every: list[Recurrence] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    rights: list[OwnerRight] = field(default_factory=list)
    into: list[str] = field(default_factory=list)
    evidence: bool = False


def is_here(request: Request, person_id: int) -> bool:
    """Whether somebody is on the roster today, or an emergency manager, on it or not."""
    query = select(AffiliationRecord.person_id).where(
        AffiliationRecord.person_id == person_id, is_on_roster(request.today)
    )
    on_roster = request.session.scalar(query.limit(1)) is not None
    return on_roster or person_id in managers_of(request.session, request.region)


def why_not_owner(request: Request, person: Person) -> str:
    """Why the speaker can't give somebody something to see to; empty where they can.

    It is given to who is on the roster or an emergency manager, and whom the speaker may find by name;
    everybody may take on something themself.
    """
    if person.id == request.member.person_id:
        return ""
    if not is_here(request, person.id):
        return f"{person.name} is not on the roster today: choose somebody else, or a right."
    about = whom_for(request, [person.id])[person.id]
    if not may(request.member, Action.LIST, about, request.today, request.today):
        return "Choose somebody of an agency that you lead, or a right."
    return ""


def take_owner(request: Request, taken: ItemTaken, words: Sequence[str]) -> int:
    """ "for Maria Ortiz", "for the lead", "for Cedar Fire", "for me": who is to see to it, or which list."""
    lead = leading(words, ASSIGNED)
    if not lead or len(words) == lead:
        return 0
    rest = words[lead:]
    the = sum(plain_word(each) in ("the", "our", "its", "their") for each in rest[:1])
    for right, names in ((OwnerRight.LEAD, LEADS), (OwnerRight.MANAGER, MANAGERS)):
        used = leading(rest[the:], names)
        if used:
            taken.rights.append(right)
            return lead + the + used + _of_which(request, taken, rest[the + used :])
    if plain_word(rest[0]) in ME:
        return lead + _me(request, taken)
    if the and plain_word(rest[1] if len(rest) > 1 else "") in ("region", "county"):
        taken.into.append(f"{OWN}:0")
        return lead + 2
    return _person(request, taken, words, lead) or _agency(request, taken, words, lead, the)


def take_agency(taken: ItemTaken, keys: Sequence[int], names: Sequence[str]) -> None:
    """Takes in the agency that was named, whose own list it is for; of several it is asked which."""
    if len(keys) == 1:
        taken.into.append(f"{OWN}:{keys[0]}")
    else:
        taken.notes.append(f"Which agency: {', '.join(names[:5])}? Choose its list.")


def leading(words: Sequence[str], phrases: Sequence[Sequence[str]]) -> int:
    """How many of the first words are one of some phrases."""
    plain = [plain_word(each) for each in words[:3]]
    return next((len(each) for each in phrases if tuple(plain[: len(each)]) == tuple(each)), 0)


def _of_which(request: Request, taken: ItemTaken, words: Sequence[str]) -> int:
    """ "(the lead) of Cedar Fire": the agency, whose list it is for."""
    if len(words) < 2 or plain_word(words[0]) not in ("of", "at"):
        return 0
    found = lexicon_of(request.catalogue).find(words[1:], (Kind.AGENCY,))
    if found is None:
        return 0
    take_agency(taken, [int(match.key) for match in found.matches], [m.name for m in found.matches])
    return 1 + found.words


def _me(request: Request, taken: ItemTaken) -> int:
    if request.member.person_id is None:
        taken.notes.append("You are not on the roster: who will take care of it?")
    else:
        taken.people.append(request.member.person_id)
    return 1


def _person(request: Request, taken: ItemTaken, words: Sequence[str], lead: int) -> int:
    name = _name(request, words[lead:])
    for length in range(len(name), 0, -1):
        said = " ".join(name[:length]).strip(MARKS)
        people = find_people(request.session, said, request.member) if len(said) > 1 else []
        people = [each for each in people if is_here(request, each.id)] or people
        if len(people) == 1:
            if why := why_not_owner(request, people[0]):
                taken.notes.append(why)
            else:
                taken.people.append(people[0].id)
            return lead + length
        if people and _is_a_name(name[0]):
            taken.notes.append(f"“{shown(said)}” matches {how_many(people)}: choose the owner.")
            return lead + length
    return 0


def _agency(request: Request, taken: ItemTaken, words: Sequence[str], lead: int, the: int) -> int:
    """An agency, for whose list it is; a name of nobody is said."""
    rest = words[lead + the :]
    is_named = bool(rest) and _is_a_name(rest[0])
    found = lexicon_of(request.catalogue).find(rest, (Kind.AGENCY,)) if is_named else None
    if found is not None:
        take_agency(taken, [int(match.key) for match in found.matches], [m.name for m in found.matches])
        return lead + the + found.words
    name = _name(request, words[lead:])
    behind = plain_word(words[lead + len(name)]) if len(name) < len(words) - lead else ""
    ends = not behind or behind in BEHIND_NAME or taken.days or taken.every
    if the or not ends or not name or not all(map(_is_a_name, name)):
        return 0
    said = " ".join(name).strip(MARKS)
    asked = f"I can't find “{shown(said)}” on the roster among people you can see: choose the owner."
    taken.notes.append(f"{asked}{_near(request, said)}")
    return lead + len(name)


def _near(request: Request, said: str) -> str:
    """Whom the speaker may name and perhaps meant, by a name like it."""
    agencies = None if people_for(request.member) is None else agencies_led(request.member)
    alike = people_like(request.session, request.today, said, agencies)
    found = names_of(request.session, list(alike)[:MOST_NEAR])
    names = [found[key].name for key in alike if key in found]
    return f" Perhaps {' or '.join(names)}?" if names else ""


def _name(request: Request, words: Sequence[str]) -> list[str]:
    """The words that may be a person's name: up to a comma, a number, or what begins something else."""
    found: list[str] = []
    for place, word in enumerate(words[:MOST_NAME]):
        bare = word.strip(MARKS)
        if MENTION.fullmatch(bare) or EMAIL.fullmatch(bare):
            return [word] if place == 0 else found
        if any(sign.isdigit() for sign in word) or plain_word(word) in ENDS_NAME:
            break
        if place and read_day(words[place:], request.reading(looks_back=False)):
            break
        found.append(word)
        if word.endswith((",", ";", ".")):
            break
    return found


def _is_a_name(word: str) -> bool:
    bare = word.strip(MARKS)
    return bare[:1].isupper() or MENTION.fullmatch(bare) is not None or EMAIL.fullmatch(bare) is not None
