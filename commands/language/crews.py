"""The people of a log: whoever stands after "for" and "with", whatever their names look like.

"for April May, Tri Thu", a list pasted with a name a line, "for Ben Flores and me yesterday".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import bindparam, func, select, true

from commands.kit.may import agencies_led, people_for
from commands.kit.member import Needs
from commands.kit.ours import own_agencies
from commands.kit.request import Request
from commands.language.lists import listed_for
from commands.language.naming import CALLED, find_people, how_many
from commands.language.scopes import labels, person_match, shown
from commands.language.telling import LEADING, NEW_LINE, WRAPPING, Telling, signed, take_in
from storage.people import AffiliationRecord, Person
from storage.roster import is_on_roster
from words.amounts import plural
from words.classes import plain_word
from words.days import Reading
from words.folding import fold_name
from words.names import Kind, Lexicon

PARTED = re.compile(r"[,;+&\n]|(?<!\S)(?:and|for|with|w/)(?!\S)", re.IGNORECASE)
YEAR_AFTER_COMMA = re.compile(r"(\d{1,2}),\s*((?:19|20)\d\d)\b")
NUMBERED = re.compile(r"\d{1,2}[.)]\s+")
OPEN_END = re.compile(r"(?:[+&]|(?<!\S)(?:and|for|with|w/))$", re.IGNORECASE)
BETWEEN = "+"
JOINED = ("&", "+")
FOR_YOURSELF = "You can log for yourself; their agency's lead or an emergency manager can log for others."
A_COMMON_NAME = 3
"""Where so many of the roster bear a name it is asked about before anything is recorded."""
MARKS = " \t.:;!?" + WRAPPING
SURELY_TIME = frozenset(("on", "yesterday", "today", "tonight", "last", "this"))
"""Words by which a day begins that is no part of a name: Joe Friday and April May are people."""

ME = ("me", "myself", "i")
BESIDE_ME = frozenset((("and", "i"), ("i", "and"), ("and", "me"), ("me", "and"), ("and", "myself")))
DID = frozenset(
    ("did", "took", "finished", "completed", "attended", "passed", "failed", "was", "were", "had")
)
ME_WORDS = frozenset((*ME, "and", "for", "with", "w/"))
BEGINS = re.compile(r"^\s*(?:for|with|w/)(?:\s|$)", re.IGNORECASE)


@dataclass
class Crew:
    """Those named; the words nobody was found for, and what is not clear of them.

    `look`: what is clear, and is looked at all the same before anything is recorded. `signs`: words with a
    sign that may say something, see `signed`. `known`: who was named by a mention or an e-mail.
    `beside`: what stands beside one name and may be of that one alone.
    """

    people: list[Person] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    look: list[str] = field(default_factory=list)
    named: bool = False
    signs: list[str] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    beside: list[str] = field(default_factory=list)


def crew_said(telling: Telling, request: Request, reading: Reading, lexicon: Lexicon) -> Crew:
    """Those named after "for" or "with"; the speaker when nobody is. What else stands there is taken in."""
    crew = Crew(signs=signed(telling.crew, BETWEEN))
    lines = " ".join(telling.crew).split(NEW_LINE)
    listed = NEW_LINE.join(LEADING.sub("", line, count=1).strip() for line in lines)
    if OPEN_END.search(listed.strip(MARKS)):
        crew.unsure.append("I did not understand who it is for.")
    parts = [each for each in _parts(crew, listed, request) if each.strip(MARKS)]
    for part in parts:
        said = NUMBERED.sub("", part.strip(), count=1).strip(MARKS)
        if said:
            beside = list(crew.beside)
            _one(crew, said.split(), telling, request, reading, lexicon)
            if part is parts[-1] and NEW_LINE not in listed.strip() and telling.result is None:
                crew.beside = beside  # "for Ben Flores and Ada Abbott yesterday, 4h"
    if any(word.lower() in ("with", "w/") for word in telling.crew):
        _with(crew, request)
    crew.people = list({person.id: person for person in crew.people}.values())
    if crew.beside and len(crew.people) + len(crew.unknown) > 1:
        crew.unsure.append(
            f"“{shown(crew.beside[0])}” is next to one of several people: does it go for all of them?"
        )
    crew.unsure += _namesakes(crew, " ".join(telling.crew), request)
    crew.named = bool(crew.people or crew.unknown or crew.unsure or crew.signs)
    if not crew.named:
        crew.people = _myself(request)
    return crew


def _parts(crew: Crew, said: str, request: Request) -> list[str]:
    """What may name one person each. Of a list with a line each, whoever a whole line names is taken at once:
    with a rank, the surname first, an agency behind it; the other lines are read word by word."""
    lines = [line for line in said.split(NEW_LINE) if line.strip()]
    left = []
    for number, line in enumerate(lines):
        alone = BEGINS.sub("", line).strip() if number == 0 else line.strip()
        listed = listed_for(request, alone) if len(lines) > 1 and not _is_more(alone) else None
        if listed is not None and listed.people and not listed.left:
            crew.people += listed.people
        else:
            left.append(line)
    return PARTED.split(YEAR_AFTER_COMMA.sub(r"\1 \2", NEW_LINE.join(left)))


def _is_more(line: str) -> bool:
    """Whether a line says more than names: the speaker, a sign that may take somebody out, or nothing."""
    words = [plain_word(word) for word in line.split()]
    return not line or not ME_WORDS.isdisjoint(words) or bool(signed([line], BETWEEN, begins_line=False))


def _one(
    crew: Crew, words: Sequence[str], telling: Telling, request: Request, reading: Reading, lexicon: Lexicon
) -> None:
    """One of a list: as many words as are somebody's name; what follows is a time, hours, or a result."""
    for length in range(len(words), -1, -1):
        said, after = " ".join(words[:length]).strip(MARKS), words[length:]
        if after and not _reads(after, telling, reading, lexicon):
            continue
        people = _named(said, request) if said else []
        if said.lower() in ME and not people:
            crew.unsure.append("You are not on a roster yourself.")
            return
        if said and not people and (unit := _unit_said(said.split(), lexicon)) is not None:
            if after:
                take_in(telling, after, reading, lexicon)
            _of_unit(crew, unit, said, request)
            return
        if said and not people:
            continue
        if after:
            take_in(telling, after, reading, lexicon)
        if after and said:
            crew.beside.append(" ".join(words).replace("(", "").replace(")", ""))
        if len(people) > 1:
            crew.unsure += _fits(said, people)
        else:
            crew.people += people
            crew.known |= {each.id for each in people if "@" in said}
        return
    name = " ".join(_name_of(words, telling, reading, lexicon))
    crew.unknown.append(CALLED.sub(r"@\1", name))


def _unit_said(words: Sequence[str], lexicon: Lexicon) -> tuple[int, ...] | None:
    """The units that all of some words name; None where they name none."""
    found = lexicon.exactly(words, [Kind.UNIT])
    if found is None or found.words < len(words):
        return None
    return tuple(int(match.key) for match in found.matches)


def _of_unit(crew: Crew, units: Sequence[int], said: str, request: Request) -> None:
    """The people of a unit, of those for the speaker to name: chosen in the form, and looked at first."""
    own = own_agencies(request.member)
    mine = [each for each in units if request.catalogue.units[each].agency in own] or list(units)
    if len(mine) > 1:
        names = ", ".join(request.catalogue.unit_called(each) for each in mine)
        crew.unsure.append(f"“{shown(said)}” matches {len(mine)} units: {names}.")
        return
    of_unit = select(AffiliationRecord.person_id).where(
        AffiliationRecord.unit_id == mine[0], is_on_roster(request.today)
    )
    theirs = people_for(request.member)
    query = select(Person).where(Person.id.in_(of_unit), true() if theirs is None else theirs)
    people = list(request.session.scalars(query.order_by(Person.sort_key, Person.id)))
    if not people:
        crew.unknown.append(said)
        return
    crew.people += people
    called = request.catalogue.unit_called(mine[0])
    crew.unsure.append(f"{called}: {plural(len(people), 'person', 'people')} in it. Check who is chosen.")


def _name_of(words: Sequence[str], telling: Telling, reading: Reading, lexicon: Lexicon) -> Sequence[str]:
    """Of words among which nobody is known, those before a time, which is taken in."""
    for length in range(1, len(words)):
        if _reads(words[length:], telling, reading, lexicon):
            take_in(telling, words[length:], reading, lexicon)
            return words[:length]
    return words


def _reads(words: Sequence[str], telling: Telling, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether words behind a name surely say something else, to the last of them."""
    surely = plain_word(words[0]) in SURELY_TIME or any(each.isdecimal() for each in " ".join(words))
    course = None if telling.courses else lexicon.exactly(words, [Kind.COURSE])
    if not (surely or course or _ends(words)):
        return False
    tried = deepcopy(telling)
    take_in(tried, words, reading, lexicon)
    return len(tried.unknown) == len(telling.unknown) and tried.never == telling.never


def _ends(words: Sequence[str]) -> bool:
    """Whether words begin with how a class ended."""
    return plain_word(words[0]) in ("failed", "incomplete", "passed", "did", "didn't", "no")


def _named(said: str, request: Request) -> list[Person]:
    """Whose name it is; nobody's, where a sign stands by it that may take them out."""
    if signed([said], begins_line=False):
        return []
    if said.lower() in ME:
        return _myself(request)
    return find_people(request.session, said, request.member)


def _with(crew: Crew, request: Request) -> None:
    """ "with X" may mean X alone or the speaker as well: it is shown before anything is recorded.

    Who logs for themself alone logs for nobody else by it, and is told who does.
    """
    if request.member.may(Needs.LEAD):
        crew.people[:0] = _myself(request)
        crew.look.append("“with”: I was not sure whether you took it too. Check who is chosen.")
    else:
        said = " ".join(["with", ", ".join(crew.unknown)]).strip()
        crew.unsure.append(f"“{shown(said)}”: {FOR_YOURSELF}")
        crew.unknown.clear()
        crew.people = _myself(request)


def named_before(telling: Telling, crew: Crew, request: Request) -> list[str]:
    """Takes those in who are named without "for", in full: "Noor Dahl took BLS", "BLS: Ada Abbott, Jo Lee".

    Nobody where any word is left over that is in nobody's name; what was taken so is looked at first.
    """
    is_mine = not BESIDE_ME.isdisjoint(pairwise(plain_word(word) for word in request.text.split()))
    left = [word for word in telling.unknown if word not in JOINED]
    left = [word for word in left if not is_mine or plain_word(word) not in ME]
    if {"me", "myself"}.issuperset(map(plain_word, telling.unknown)):  # "log me for BLS"
        telling.unknown = []
        return []
    people, said = list[Person](), " ".join(left)
    by_one_word, unsure = _who_tells(telling, request), list[str]()
    while left and request.member.may(Needs.LEAD):
        for length in (4, 3, 2, 1):
            name = " ".join(left[:length])
            is_one = length == 1 and "@" not in name
            found = _called(name, request) if is_one and plain_word(name) in by_one_word else []
            found = found if is_one else _named(name, request)
            if length <= len(left) and (len(found) == 1 or (found and is_one)):
                people, left = [*people, *(found if len(found) == 1 else [])], left[length:]
                unsure += _fits(name, found) if len(found) > 1 else []
                break
        else:
            return []
    if not people and not unsure:
        return []
    telling.unknown = []
    crew.unsure += unsure
    if is_mine:
        people += _myself(request)
    crew.people, crew.named = list({each.id: each for each in people}.values()), True
    crew.unsure += _namesakes(crew, said, request)
    return [f"I took “{shown(said)}” as the people who took it."] if people else []


def _who_tells(telling: Telling, request: Request) -> set[str]:
    """The words before what was done, where who did it stands: there one word is a name."""
    plain = [plain_word(word) for word in request.text.split()]
    verb = next((place for place, word in enumerate(plain) if word in DID), 0)
    return set(plain[:verb]) & {plain_word(word) for word in telling.unknown}


def _called(name: str, request: Request) -> list[Person]:
    """Those for the speaker to name who are called so by one whole word, their first name or their last."""
    said = fold_name(name.strip(MARKS))
    found = find_people(request.session, name.strip(MARKS), request.member)
    return [each for each in found if said in each.name_key.replace("-", " ").split()]


def _fits(said: str, people: Sequence[Person]) -> list[str]:
    names = labels(map(person_match, people)).values()
    return [f"“{shown(said)}” matches {how_many(people)}: {', '.join(names)}."]


def _namesakes(crew: Crew, said: str, request: Request) -> list[str]:
    """What is to be said of a lead's own people whose names are common on the roster.

    Where one other alone bears the name, elsewhere, theirs is meant. How many others there are is not said.
    Not of those known by a mention, an e-mail or a member id, nor where an agency is said with them.
    """
    led = [request.catalogue.agencies[each].name for each in agencies_led(request.member)]
    own = [" ".join(fold_name(name).split()[:2]) for name in led]  # "Jo Lee, Cedar Fire"
    folded = fold_name(said)
    if request.member.may(Needs.MANAGER) or any(each in folded for each in own):
        return []
    named = {
        each.name_key: each.name
        for each in crew.people
        if each.id != request.member.person_id
        and each.id not in crew.known
        and not (each.email and each.email in said.lower())
        and not (each.member_key and each.member_key in folded)
    }
    if not named:
        return []
    query = (
        select(Person.name_key, func.count(Person.id.distinct()))
        .join(AffiliationRecord, AffiliationRecord.person_id == Person.id)
        .where(Person.name_key.in_(sorted(named)), is_on_roster(request.today))
        .group_by(Person.name_key)
    )
    counted = {row[0]: row[1] for row in request.session.execute(query)}
    common = [each for each in crew.people if counted.get(each.name_key, 0) >= A_COMMON_NAME]
    told = [f"One {each.name} is in your agency: {person_match(each).name}." for each in common]
    return [*told, *(["Check who is chosen."] if common else [])]


_MYSELF = select(Person).where(Person.id == bindparam("person"))


def _myself(request: Request) -> list[Person]:
    """The speaker; nobody, where they are on no roster and never were."""
    return list(request.session.scalars(_MYSELF, {"person": request.member.person_id or 0}))
