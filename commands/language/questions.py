"""Who is due? The question in any order of its words: whom, which course, by when, on what day.

"Cedar Fire", "law for ASIM Basic in 90 days", "everyone by 1 March", "@colleague", and whole sentences.
The answer repeats how it understood the question; words left over are named, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from commands.kit.blocks import cut
from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.language.naming import EMAIL, MENTION, find_people, how_many, lexicon_of
from readiness.due import DUE_WITHIN_DAYS, Scope, ScopeKind
from readiness.vocabulary import discipline_name
from storage.answers import names_of
from storage.catalogue import Catalogue
from words.days import Reading, days_ahead, read_day, read_span, spoken
from words.names import Found, Kind, Lexicon, Match
from words.problems import Unclear

FILLERS = frozenset(
    re.split(
        r"\s+",
        "what who who's whos who’s is are was were due for a an the refresher refreshers refresh in of "
        "from needs need to renew retrain training expired expires expiring expire what's whats "
        "what’s do does we i please at which people person anyone anybody list show and with has have "
        "be will still their overdue tell about know muster readiness now there that ",
    )
)
MINE_WORDS = frozenset(("me", "mine", "my", "myself", "i", "i'm", "im", "am"))
OTHERS_WORDS = frozenset(("who", "who's", "whos", "who’s", "which", "anyone", "anybody", "people"))
SCOPES = (Kind.AGENCY, Kind.DISCIPLINE, Kind.JURISDICTION)
MOST_DAYS = 3660
MOST_WORDS = 60
"""A question longer than that is none, and each of its words might be somebody's name."""

MOST_LEFT = 300
"""Characters of what was not understood that are repeated."""

EXAMPLE = "/due Cedar Fire for ASIM Basic in 90 days"


class DueQuestion(BaseModel):
    """A question as it was understood; small enough to travel in a button."""

    kind: ScopeKind = ScopeKind.EVERYONE
    key: int | str | None = None
    courses: list[int] = []
    on: date | None = None  # None: today
    within: int = Field(default=DUE_WITHIN_DAYS, ge=0, le=MOST_DAYS)
    leftover: str = ""

    @property
    def scope(self) -> Scope:
        """Of whom it is asked."""
        return Scope(self.kind, self.key)

    def day(self, today: date) -> date:
        """The day it is asked about."""
        return self.on or today

    def is_there(self, session: Session, catalogue: Catalogue) -> bool:
        """Whether what it names is still there: a button may be from an earlier time."""
        if any(key not in catalogue.courses for key in self.courses):
            return False
        match self.kind:
            case ScopeKind.AGENCY:
                return self.key in catalogue.agencies
            case ScopeKind.PERSON:
                return isinstance(self.key, int) and bool(names_of(session, [self.key]))
            case _:
                return True

    def understood(self, session: Session, catalogue: Catalogue, today: date) -> str:
        """The question in Muster's words."""
        on = self.day(today)
        courses = ", ".join(catalogue.courses[key].title for key in self.courses) or "all courses"
        span = f"due by {spoken(on + timedelta(days=self.within))} ({self.within} days)"
        asked_of = "" if self.on is None or self.on == today else f", as of {spoken(on)}"
        return f"{scope_name(session, catalogue, self.scope)}, {courses}, {span}{asked_of}"


def scope_name(session: Session, catalogue: Catalogue, scope: Scope) -> str:
    """Of whom a question is asked, in words."""
    match scope.kind:
        case ScopeKind.EVERYONE:
            return "Everyone"
        case ScopeKind.AGENCY:
            return catalogue.agencies[scope.number].name
        case ScopeKind.PERSON:
            key = scope.number
            return names_of(session, [key])[key].name
        case ScopeKind.DISCIPLINE:
            return discipline_name(str(scope.key))
        case ScopeKind.JURISDICTION:
            return str(scope.key)


@dataclass
class _Hearing:
    """What has been understood so far."""

    words: Sequence[str]
    scopes: list[Match] = field(default_factory=list)
    courses: list[Match] = field(default_factory=list)
    on: date | None = None
    by: date | None = None
    within: int | None = None
    everyone: bool = False
    mine: bool = False
    others: bool = False
    leftover: list[str] = field(default_factory=list)


def understand(
    text: str, session: Session, catalogue: Catalogue, member: Member, reading: Reading
) -> DueQuestion:
    """The question in a text.

    Raises Unclear when a name fits several or nothing of a scope was understood, and Refused when
    somebody is named whom the speaker may not ask about.
    """
    lexicon = lexicon_of(catalogue)
    heard = _Hearing(text.replace(",", " , ").split())
    if len(heard.words) > MOST_WORDS:
        raise Unclear(
            not_understood=f"That is {len(heard.words)} words; I understand questions of up to {MOST_WORDS}.",
            example=EXAMPLE,
        )
    place = 0
    while place < len(heard.words):
        place += _hear(heard, place, lexicon, session, member, reading)
    return _conclude(heard, lexicon, catalogue, member, reading)


def _hear(
    heard: _Hearing, place: int, lexicon: Lexicon, session: Session, member: Member, reading: Reading
) -> int:
    """Takes in what stands at one place; returns how many words that was."""
    rest = heard.words[place:]
    word = rest[0].lower().strip("?!.,;:")
    if MENTION.fullmatch(rest[0]) or EMAIL.fullmatch(rest[0].strip("?!,;:<>")):
        heard.scopes.append(_person(rest[0].strip("?!,;:"), session, member))
        return 1
    for hear in (_hear_time, _hear_everyone):
        used = hear(heard, rest, word, reading)
        if used:
            return used
    used = _hear_name(heard, rest, lexicon)
    if used:
        return used
    if word in OTHERS_WORDS:
        heard.others = True
    if word and word not in FILLERS and word not in MINE_WORDS:
        return _hear_person(heard, rest, session, member)
    heard.mine = heard.mine or word in MINE_WORDS
    return 1


def _hear_time(heard: _Hearing, rest: Sequence[str], word: str, reading: Reading) -> int:
    lead = 1 if word in ("in", "within", "next", "by", "until", "before", "on", "as", "due") else 0
    if word == "as" and len(rest) > 1 and rest[1].lower() == "of":
        lead = 2
    if lead >= len(rest):
        return 0
    after = rest[lead:]
    if after[0].lower() in ("the", "next") and len(after) > 1:
        after, lead = after[1:], lead + 1
    span = read_span(after)
    if span is not None and word not in ("on", "as"):
        days, months, used = span
        heard.within = days_ahead(reading.today, days, months)
        return lead + used
    day = read_day(after, reading)
    if day is None:
        return 0
    if word in ("on", "as"):
        heard.on = day[0]
    else:
        heard.by = day[0]
    return lead + day[1]


def _hear_everyone(heard: _Hearing, rest: Sequence[str], word: str, reading: Reading) -> int:
    if word in ("everyone", "everybody"):
        heard.everyone = True
        return 1
    if word == "all" and (len(rest) == 1 or rest[1].lower() not in ("courses", "of")):
        heard.everyone = True
        return 1
    return 2 if word == "all" and len(rest) > 1 and rest[1].lower() == "courses" else 0


def _hear_name(heard: _Hearing, rest: Sequence[str], lexicon: Lexicon) -> int:
    word = rest[0].lower()
    if word in FILLERS or word in MINE_WORDS:
        return 0
    found = lexicon.find(rest, (Kind.COURSE, *SCOPES))
    if found is None:
        return 0
    match = _only(found, rest, heard.words)
    (heard.courses if match.kind is Kind.COURSE else heard.scopes).append(match)
    return found.words


def _hear_person(heard: _Hearing, rest: Sequence[str], session: Session, member: Member) -> int:
    """A person by name, of two words or one; what is nobody's name either is left over."""
    for length in (3, 2, 1):
        said = " ".join(rest[:length]).strip(" ?!.,;:")
        if length > len(rest) or len(said) < 3:
            continue
        people = find_people(session, said, member)
        if len(people) == 1:
            heard.scopes.append(Match(Kind.PERSON, people[0].id, people[0].name))
            return length
        if people:
            raise Unclear(
                not_understood=f"“{said}” fits {how_many(people)}: "
                + ", ".join(person.name for person in people)
                + ".",
                example="the whole name, or an e-mail",
                instead=[f"due {person.email}" for person in people if person.email][:5],
            )
    heard.leftover.append(rest[0])
    return 1


def _conclude(
    heard: _Hearing, lexicon: Lexicon, catalogue: Catalogue, member: Member, reading: Reading
) -> DueQuestion:
    leftover = cut(" ".join(word for word in heard.leftover if word.strip(",.?!")), MOST_LEFT)
    kind, key = _scope(heard, leftover, lexicon, catalogue, member)
    on = heard.on or reading.today
    within = heard.within if heard.within is not None else DUE_WITHIN_DAYS
    if heard.by is not None:
        within = (heard.by - on).days
        if within < 0:
            raise Unclear(
                not_understood=f"{spoken(heard.by)} comes before {spoken(on)}.",
                example="/due everyone by 1 March",
            )
    if within > MOST_DAYS:
        raise Unclear(not_understood=f"{within} days is too far ahead to say.", example=EXAMPLE)
    return DueQuestion(
        kind=kind,
        key=key,
        courses=[int(match.key) for match in dict.fromkeys(heard.courses)],
        on=heard.on,
        within=within,
        leftover=leftover,
    )


def _scope(
    heard: _Hearing, leftover: str, lexicon: Lexicon, catalogue: Catalogue, member: Member
) -> tuple[ScopeKind, int | str | None]:
    scopes = list(dict.fromkeys(heard.scopes))
    if len(scopes) > 1:
        names = " and ".join(match.name for match in scopes)
        raise Unclear(not_understood=f"One at a time, please: {names}.", example=EXAMPLE)
    if scopes:
        return ScopeKind(scopes[0].kind.value), scopes[0].key
    if leftover:
        near = lexicon.near(leftover, (Kind.COURSE, *SCOPES))
        known = ", ".join(match.name for match in heard.courses)
        raise Unclear(
            not_understood=f"I know no agency, discipline, course or person “{leftover}” you may ask about.",
            understood=known,
            example=EXAMPLE,
            instead=[f"due {match.name}" for match in near],
        )
    if heard.everyone:
        return ScopeKind.EVERYONE, None
    if heard.others:
        led = sorted(member.leads)
        if len(led) == 1 and not member.is_manager:
            return ScopeKind.AGENCY, led[0]
        return ScopeKind.EVERYONE, None
    if member.person_id is None:
        return ScopeKind.EVERYONE, None
    return ScopeKind.PERSON, member.person_id


def _only(found: Found, rest: Sequence[str], words: Sequence[str]) -> Match:
    """The one match; several are asked about."""
    if len(found.matches) == 1:
        return found.matches[0]
    said = " ".join(rest[: found.words])
    before, after = words[: len(words) - len(rest)], rest[found.words :]
    raise Unclear(
        not_understood=f"“{said}” fits {len(found.matches)}: "
        + ", ".join(match.name for match in found.matches[:8])
        + ".",
        example="one of them by its whole name",
        instead=[" ".join(["due", *before, match.name, *after]) for match in found.matches[:5]],
    )


def _person(said: str, session: Session, member: Member) -> Match:
    people = find_people(session, said, member)
    if len(people) != 1:
        raise Refused(
            "I can't answer about them.",
            "About one person I answer that person, their agency's lead and an emergency manager.",
        )
    return Match(Kind.PERSON, people[0].id, people[0].name)
