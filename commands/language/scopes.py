"""From words to the one person, agency, unit, course, discipline or jurisdiction meant: one, none or several.

Several are asked about, each ready to be pressed; what is pressed carries keys, and is read by nobody again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta

from pydantic import BaseModel
from sqlalchemy.orm import Session

from commands.kit.member import Member
from commands.kit.ours import our_scope, own_agencies
from commands.kit.request import Request
from commands.language.naming import find_people, how_many, lexicon_of
from readiness.due import EVERYONE, Scope, ScopeKind
from storage.catalogue import Catalogue
from storage.people import Person
from storage.scopes import scope_of
from words.classes import listed, plain_word
from words.days import Reading, days_ahead, read_day, read_span
from words.names import Found, Kind, Match
from words.problems import Offer, Problem, Unclear

LEADS = listed("on for by of")
"""Words that stand before a day."""
AHEAD = listed("in within")
MOST_AHEAD = 3660
"""Days; whoever asks further ahead has mistyped."""
OF_AGENCIES = (Kind.AGENCY, Kind.DISCIPLINE, Kind.JURISDICTION)
"""What stands for one agency or several."""
SCOPES = (*OF_AGENCIES, Kind.UNIT)
"""What stands for people."""
COUNTED_AS = (Kind.COURSE, Kind.EXERCISE, Kind.CHECKLIST, Kind.ITEM)
"""Kinds whose name is a word for several of them, with an s."""
MOST_OFFERED = 5
MOST_NAMED = 8
MOST_SAID = 200
"""Characters of what was said that are repeated."""

OURS = listed("our ours my mine")
"""Words by which the speaker's own agency is meant."""
WE = listed("we us me")
"""Words that stand for it where nobody else is named, or for nobody: "what should we do next"."""

HISTORY = "history.show"
"""What a button that shows a person's record is known by; it carries whose."""

Offering = Callable[[Match], Offer | None]
"""What pressing one of several does: its label and the keys it carries; None where nothing can be pressed."""


class HistoryPage(BaseModel):
    """Whose record, and from which row on."""

    person: int
    start: int = 0


def scope_of_match(match: Match) -> Scope:
    """Of whom a question is asked, by what was named."""
    return Scope(ScopeKind(match.kind.value), match.key)


def units_meant(matches: Sequence[Match], catalogue: Catalogue, agencies: Collection[int]) -> Sequence[Match]:
    """Of units that bear one name those of some agencies, where there are any; all else as it is."""
    if len(matches) < 2 or any(match.kind is not Kind.UNIT for match in matches):
        return matches
    theirs = [match for match in matches if catalogue.units[int(match.key)].agency in agencies]
    return theirs or matches


def person_match(person: Person) -> Match:
    """A person among several, with what tells them apart."""
    known_by = person.email or person.member_id
    return Match(Kind.PERSON, person.id, f"{person.name} ({known_by})" if known_by else person.name)


def labels(matches: Iterable[Match]) -> dict[Match, str]:
    """Each with a name that tells it from the others: what it is stands behind a name that two bear."""
    there = list(dict.fromkeys(matches))
    names = [match.name.casefold() for match in there]
    kinds = len({match.kind for match in there}) > 1
    return {
        match: f"{match.name}, the {match.kind}"
        if names.count(match.name.casefold()) > 1 or (kinds and _is_in_another(match, there))
        else match.name
        for match in there
    }


def fits_several(said: str, matches: Sequence[Match], what: str) -> str:
    """What is said of words that name several: "“Oak” matches 2 agencies: Oak Fire, Oak Police."."""
    names = ", ".join(labels(matches)[match] for match in matches[:MOST_NAMED])
    return f"“{shown(said)}” matches {len(matches)} {what}: {names}."


def the_one(
    matches: Sequence[Match],
    said: str,
    offering: Offering,
    understood: str = "",
    example: str = "",
) -> Match:
    """The one thing that fits. Raises Unclear for several, each offered."""
    if len(matches) == 1:
        return matches[0]
    raise several(matches, said, offering, understood, example)


def several(
    matches: Sequence[Match],
    said: str,
    offering: Offering,
    understood: str = "",
    example: str = "",
) -> Unclear:
    """The question back where a name fits several."""
    people = all(match.kind is Kind.PERSON for match in matches)
    whole = "the whole name, an @mention, or an e-mail" if people else "one of them by its whole name"
    named = labels(matches)
    names = ", ".join(named[match] for match in matches[:MOST_NAMED])
    return Unclear(
        not_understood=f"“{shown(said)}” matches {_count(matches)}: {names}.",
        understood=understood,
        example=example or whole,
        offers=offers(matches, offering),
    )


def offers(matches: Sequence[Match], offering: Offering) -> list[Offer]:
    """What may be pressed for each of some."""
    made = [offering(match) for match in matches[:MOST_OFFERED]]
    return [each for each in made if each is not None]


def shown(said: str) -> str:
    """What was said, cut to what is worth repeating."""
    return said if len(said) <= MOST_SAID else said[: MOST_SAID - 1].rstrip() + "…"


def scope_said(
    text: str,
    catalogue: Catalogue,
    offering: Offering,
    example: str,
    fillers: Collection[str],
    ours: Collection[int] = (),
    kinds: Sequence[Kind] = SCOPES,
) -> Scope:
    """The one scope that a text names, by its whole name or beside fillers; everyone where fillers are all.

    A unit's name that several bear is meant of `ours`, the speaker's agencies, where one of them has it.
    Raises Unclear for none, for several, and for words left over.
    """
    words = text.split()
    whole = lexicon_of(catalogue).exactly(words, kinds)
    if whole is None or whole.words < len(words):
        words = [word for word in words if plain_word(word) not in fillers]
    if not words:
        return EVERYONE
    what = "agency, discipline or jurisdiction"
    if Kind.UNIT in kinds and catalogue.units:
        what = "agency, unit, discipline or jurisdiction"
    return scope_of_match(_all_name(words, catalogue, kinds, what, offering, example, ours))


def ours_or_ask(member: Member, catalogue: Catalogue, offering: Offering, example: str) -> Scope:
    """Whom "our" means. Raises Unclear, each of theirs offered, where it is several agencies, or none."""
    ours = our_scope(member)
    if ours is not None:
        return ours
    there = catalogue.agencies
    mine = [Match(Kind.AGENCY, key, there[key].name) for key in sorted(own_agencies(member)) if key in there]
    raise Unclear(
        not_understood="I can't tell which agency “our” means here.",
        example=example,
        offers=offers(mine, offering),
    )


def carried_scope(request: Request, key: str) -> Scope:
    """The scope that a button carries. Raises Problem where it is no longer there."""
    scope = scope_of(key, request.catalogue)
    if scope is None:
        raise Problem("That agency, unit or discipline is no longer there.")
    return scope


def agency_said(words: Sequence[str], catalogue: Catalogue, offering: Offering, example: str) -> int:
    """The one agency that all of the words name. Raises Unclear for none, and for several."""
    return int(_all_name(words, catalogue, (Kind.AGENCY,), "agency", offering, example).key)


def scopes_fitting(said: str, catalogue: Catalogue, kinds: Sequence[Kind] = SCOPES) -> Sequence[Match]:
    """The scopes that all of what was said names: none, one, or several to be asked about."""
    words = said.split()
    found = lexicon_of(catalogue).find(words, kinds)
    return found.matches if found is not None and found.words == len(words) else ()


def agencies_fitting(said: str, catalogue: Catalogue) -> Sequence[Match]:
    """The same of agencies alone."""
    return scopes_fitting(said, catalogue, (Kind.AGENCY,))


def day_ahead(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The day that "in 6 months" is, and how many words say so. Raises Unclear further ahead than anybody
    means.
    """
    span = read_span(words[1:]) if plain_word(words[0]) in AHEAD else None
    if span is None:
        return None
    ahead = days_ahead(reading.today, span[0], span[1])
    if ahead > MOST_AHEAD:
        raise Unclear(not_understood="I count up to ten years ahead.")
    return reading.today + timedelta(days=ahead), 1 + span[2]


def without_days(said: Sequence[str], catalogue: Catalogue, reading: Reading) -> tuple[list[str], list[date]]:
    """The words that name no day, and the days; what is part of a whole name is no day and no filler.

    Raises Unclear for a day further ahead than anybody means.
    """
    left: list[str] = []
    days: list[date] = []
    place = 0
    while place < len(said):
        named = lexicon_of(catalogue).exactly(said[place:], SCOPES)
        if named is not None:
            left += said[place : place + named.words]
            place += named.words
            continue
        if (ahead := day_ahead(said[place:], reading)) is not None:
            days.append(ahead[0])
            place += ahead[1]
            continue
        lead = 1 if plain_word(said[place]) in LEADS and place + 1 < len(said) else 0
        day = read_day(said[place + lead :], reading)
        if day is None:
            left.append(said[place])
            place += 1
        else:
            days.append(day[0])
            place += lead + day[1]
    return left, days


def agencies_like(said: str, catalogue: Catalogue) -> Sequence[Match]:
    """The agencies that were perhaps meant, the likeliest first."""
    return lexicon_of(catalogue).near(said, (Kind.AGENCY,))


def course_said(words: Sequence[str], catalogue: Catalogue, example: str) -> int:
    """The one course that all of the words name. Raises Unclear for none, and for several."""
    return int(_all_name(words, catalogue, (Kind.COURSE,), "course", lambda match: None, example).key)


def person_said(
    said: str, session: Session, member: Member, offering: Offering, none: Exception, example: str
) -> Person:
    """The one person meant, of those the speaker may name.

    Raises `none` for nobody, Unclear for several.
    """
    people = find_people(session, said, member)
    if not people:
        raise none
    the_one([person_match(each) for each in people], said, offering, example=example)
    return people[0]


def _all_name(
    words: Sequence[str],
    catalogue: Catalogue,
    kinds: Sequence[Kind],
    what: str,
    offering: Offering,
    example: str,
    ours: Collection[int] = (),
) -> Match:
    lexicon, said = lexicon_of(catalogue), " ".join(words)
    found = lexicon.find(words, kinds)
    if found is None or found.words < len(words):
        near = lexicon.near(said, kinds) if found is None else _at_the_start(found, lexicon.near(said, kinds))
        raise Unclear(
            not_understood=f"I can't find any {what} called “{shown(said)}”."
            if said
            else f"I need the name of one {what}.",
            example=example,
            offers=offers(near, offering) if said else (),
        )
    return the_one(units_meant(found.matches, catalogue, ours), said, offering, example=example)


def _at_the_start(found: Found, near: Sequence[Match]) -> list[Match]:
    """What the first words name before what all of them resemble."""
    return list(dict.fromkeys([*found.matches, *near]))


def _is_in_another(match: Match, there: Sequence[Match]) -> bool:
    """Whether a name of another kind has this one in it, or is in it."""
    name = match.name.casefold()
    return any(
        each.kind is not match.kind and (name in each.name.casefold() or each.name.casefold() in name)
        for each in there
    )


def _count(matches: Sequence[Match]) -> str:
    if all(match.kind is Kind.PERSON for match in matches):
        return how_many(matches)
    kinds = {match.kind for match in matches}
    alike = kinds.pop() if len(kinds) == 1 else None
    if alike is Kind.CLASS:
        return f"{len(matches)} classes"
    return f"{len(matches)} {alike}s" if alike in COUNTED_AS else str(len(matches))
