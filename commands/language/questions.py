"""Who is due? The question in any order of its words: whom, which course, by when, on what day.

"Cedar Fire", "law for ASIM Basic in 90 days", "everyone by 1 March", "@colleague", and whole sentences.
It is answered as it was meant, or asked back with all that was understood: nothing but fillers is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, islice, product
from typing import Any

from pydantic import BaseModel, Field, model_validator
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from commands.kit.may import first_scope, own_agencies
from commands.kit.member import Member
from commands.kit.request import Request
from commands.language.listening import NAMES, Ear, Heard, Slot, split
from commands.language.naming import lexicon_of
from commands.language.scopes import labels, scope_of_match, several, shown, units_meant
from readiness.due import DUE_WITHIN_DAYS, EVERYONE, Scope, ScopeKind
from readiness.question import LOOK_AHEAD, End, Measure, Question, Rank, State
from readiness.vocabulary import discipline_name
from storage.answers import names_of
from storage.catalogue import Catalogue
from storage.scopes import scope_in, scope_key, scope_named
from words.amounts import plural
from words.classes import LATE, TAKING_AWAY, plain_word
from words.days import Reading, spoken
from words.names import ALIKE, Kind, Lexicon, Match, tokens
from words.problems import Offer, Unclear

WIDER = 3
"""By how much a near miss counts for more for each word that it takes in."""

MOST_DAYS = 3660
MOST_WORDS = 60
"""A question longer than that is none, and each of its words might be somebody's name."""

MOST_CHOICES = 10
"""Questions offered where two names fit several each."""

ASK = "due.ask"
"""What a button that asks a question is known by; it carries the question."""

EXAMPLE = "/due Cedar Fire for ASIM Basic in 90 days"


class DueQuestion(BaseModel):
    """A question as it was understood; small enough to travel in a button. Scopes are keys, as
    `storage.scopes` makes them; none of them: everyone.

    Where no time was said (`since` and `by` are None) a state that looks ahead ends `within` days of the day
    asked about; None: nowhere.
    """

    measure: Measure = Measure.WHO
    scopes: list[str] = []
    without: list[str] = []
    courses: list[int] = []
    without_courses: list[int] = []
    states: list[State] = [State.DUE]
    on: date | None = None  # None: today
    since: date | None = None
    by: date | None = None
    within: int | None = Field(default=DUE_WITHIN_DAYS, ge=0, le=MOST_DAYS)
    rank: Rank | None = None
    end: End = End.WORST
    below: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_one_scope(cls, said: Any) -> Any:
        """Buttons of before carry one scope, by its kind and key."""
        if not isinstance(said, dict) or "kind" not in said:
            return said
        kind, key = ScopeKind(said["kind"]), said.get("key")
        rest = {name: value for name, value in said.items() if name not in ("kind", "key")}
        return rest | {"scopes": [] if kind is ScopeKind.EVERYONE else [scope_key(Scope(kind, key))]}

    @classmethod
    def about(cls, *scopes: Scope, courses: Sequence[int] = ()) -> DueQuestion:
        """Who is due there, in all or some courses, within the usual time."""
        return cls(scopes=[scope_key(each) for each in scopes if each != EVERYONE], courses=list(courses))

    @property
    def scope(self) -> Scope:
        """Of whom it is asked, where that is one scope; the first of several."""
        return self.within_scopes[0]

    @property
    def within_scopes(self) -> tuple[Scope, ...]:
        """Of whom it is asked, all of them."""
        return _scopes_in(self.scopes) or (EVERYONE,)

    def day(self, today: date) -> date:
        """The day it is asked about."""
        return self.on or today

    def until(self, today: date) -> date | None:
        """The last due date it asks for; None where it is open."""
        if self.by is not None or self.since is not None or self.within is None:
            return self.by
        if LOOK_AHEAD.isdisjoint(self.states):
            return None
        return self.day(today) + timedelta(days=self.within)

    def asked(self, today: date) -> Question:
        """The question with its days worked out."""
        return Question(
            measure=self.measure,
            on=self.day(today),
            scopes=self.within_scopes,
            without=_scopes_in(self.without),
            courses=tuple(self.courses),
            without_courses=tuple(self.without_courses),
            states=frozenset(self.states),
            since=self.since,
            by=self.until(today),
            rank=self.rank,
            end=self.end,
            below=self.below,
        )

    def is_there(self, session: Session, catalogue: Catalogue) -> bool:
        """Whether what it names is still there: a button may be from an earlier time."""
        if any(key not in catalogue.courses for key in (*self.courses, *self.without_courses)):
            return False
        for said in (*self.scopes, *self.without):
            scope = scope_in(said)
            if scope is None or (scope.kind is ScopeKind.AGENCY and scope.key not in catalogue.agencies):
                return False
            if scope.kind is ScopeKind.UNIT and scope.key not in catalogue.units:
                return False
            if scope.kind is ScopeKind.PERSON and not names_of(session, [scope.number]):
                return False
        return True

    def understood(self, session: Session, catalogue: Catalogue, today: date) -> str:
        """The question in Muster's words."""
        on, until = self.day(today), self.until(today)
        courses = ", ".join(catalogue.courses[key].title for key in self.courses) or "all courses"
        span = "" if until is None else f", due by {spoken(until)} ({plural((until - on).days, 'day')})"
        asked_of = "" if self.on is None or self.on == today else f", as of {spoken(on)}"
        scopes = ", ".join(scope_name(session, catalogue, each) for each in self.within_scopes)
        return f"{scopes}, {courses}{span}{asked_of}"


def _scopes_in(keys: Sequence[str]) -> tuple[Scope, ...]:
    return tuple(scope for key in keys if (scope := scope_in(key)) is not None)


def scope_name(session: Session, catalogue: Catalogue, scope: Scope) -> str:
    """Of whom a question is asked, in words."""
    match scope.kind:
        case ScopeKind.EVERYONE:
            return "Everyone"
        case ScopeKind.PERSON:
            key = scope.number
            return names_of(session, [key])[key].name
        case ScopeKind.DISCIPLINE:
            return discipline_name(str(scope.key))
        case _:
            return scope_named(catalogue, scope)


def scope_called(request: Request, scope: Scope) -> str:
    """What a scope is called where a sentence begins with it; everyone together are the region."""
    return request.region.called if scope == EVERYONE else _named(request, scope)


def scope_called_within(request: Request, scope: Scope) -> str:
    """The same within a sentence."""
    return request.region.called_within if scope == EVERYONE else _named(request, scope)


def _named(request: Request, scope: Scope) -> str:
    return scope_name(request.session, request.catalogue, scope)


def question_about(scope: str) -> DueQuestion:
    """Who is due in a scope, as figures and subscriptions hold it: "everyone", "agency:12"."""
    return DueQuestion.about(scope_in(scope) or EVERYONE)


def asks(label: str, question: DueQuestion) -> Offer:
    """A question ready to be pressed."""
    return Offer(label, ASK, question)


def understand(
    text: str, session: Session, catalogue: Catalogue, member: Member, reading: Reading
) -> DueQuestion:
    """The question in a text, all of its words understood.

    Raises Unclear, with all that was understood, when a name fits several or a word is left over that is no
    filler, and Refused when somebody is named whom the speaker may not ask about.
    """
    words = split(text)
    if len(words) > MOST_WORDS:
        raise Unclear(
            not_understood=f"That is {len(words)} words; I understand questions of up to {MOST_WORDS}.",
            example=EXAMPLE,
        )
    lexicon = lexicon_of(catalogue)
    heard = Ear(session, lexicon, member, reading).listen(words)
    heard.slots = _with_units(heard.slots, catalogue, member)
    return _Asked(heard, session, catalogue, member, reading, lexicon).conclude()


@dataclass(frozen=True)
class _Asked:
    """What was heard, to be made into the question that was meant, or asked back."""

    heard: Heard
    session: Session
    catalogue: Catalogue
    member: Member
    reading: Reading
    lexicon: Lexicon

    def conclude(self) -> DueQuestion:
        """The question. Raises Unclear."""
        if self.heard.unknown:
            raise self._not_known()
        if self.heard.turning:
            raise self._turned()
        unsure = [slot for slot in self.heard.slots if len(slot.matches) > 1]
        if unsure:
            raise self._several(unsure)
        matches = [slot.matches[0] for slot in self.heard.slots]
        scopes = _scopes(matches)
        if len(scopes) > 1:
            courses = [match for match in matches if match.kind is Kind.COURSE]
            named = labels(scopes)
            raise Unclear(
                not_understood=f"One at a time, please: {' and '.join(named[each] for each in scopes)}.",
                example=EXAMPLE,
                offers=[self._offered(named[each], [each, *courses]) for each in scopes[:5]],
            )
        return self._question(matches)

    def _question(self, matches: Sequence[Match], within: int | None = None) -> DueQuestion:
        """The question about what was named. Raises Unclear for a time that is none."""
        scope = self._scope(_scopes(matches))
        on = self.heard.on or self.reading.today
        within = self.heard.within if self.heard.within is not None else within
        if self.heard.by is not None:
            within = (self.heard.by - on).days
            if within < 0:
                raise Unclear(
                    not_understood=f"{spoken(self.heard.by)} comes before {spoken(on)}.",
                    example="/due everyone by 1 March",
                )
        if within is not None and within > MOST_DAYS:
            raise Unclear(not_understood=f"{within} days is too far ahead to say.", example=EXAMPLE)
        courses = dict.fromkeys(match for match in matches if match.kind is Kind.COURSE)
        return DueQuestion(
            scopes=[] if scope == EVERYONE else [scope_key(scope)],
            courses=[int(match.key) for match in courses],
            on=self.heard.on,
            within=DUE_WITHIN_DAYS if within is None else within,
        )

    def _scope(self, named: Sequence[Match]) -> Scope:
        if named:
            return scope_of_match(named[0])
        if self.heard.everyone:
            return EVERYONE
        if self.heard.others or self.member.person_id is None:
            return first_scope(self.member) if self.heard.others else EVERYONE
        return Scope.person(self.member.person_id)

    def _several(self, unsure: Sequence[Slot]) -> Unclear:
        """Each of what a name fits, as the whole question it would make; no button leaves anything out."""
        first, named = unsure[0], labels(match for slot in unsure for match in slot.matches)
        offered = []
        for chosen in islice(product(*(slot.matches for slot in unsure)), MOST_CHOICES):
            matches = [
                chosen[unsure.index(slot)] if slot in unsure else slot.matches[0] for slot in self.heard.slots
            ]
            if len(_scopes(matches)) <= 1:
                name = ", ".join(named[each] for each in chosen)
                offered.append(self._offered(name, matches, len(chosen)))
        sure = [slot.matches[0] for slot in self.heard.slots if slot not in unsure]
        known = ", ".join(match.name for match in sure) or ("everyone" if self.heard.everyone else "")
        return replace(several(first.matches, first.said, lambda match: None, known), offers=offered)

    def _offered(self, name: str, matches: Sequence[Match], named: int = 1) -> Offer:
        """A question to be pressed, by the name that was not sure; with all else it asks."""
        question = self._question(matches)
        heard = self.heard
        more = len(matches) > named or heard.on or heard.by or heard.within is not None or heard.everyone
        return asks(f"{name}: {self._in_words(question)}" if more else name, question)

    def _turned(self) -> Unclear:
        """The question back about words that change what the others mean, and the nearest question."""
        heard = self.heard
        said = heard.said(heard.turning)
        words = [plain_word(heard.words[place]) for place in heard.turning]
        late = any(word in LATE for word in words)
        nearest = self._nearest(within=0 if late and heard.by is None else None)
        return Unclear(
            not_understood=f"I can't take “{said}” into account yet: I tell who is due, by a day, of whom, "
            "and for which course.",
            understood=self._in_words(nearest),
            example=EXAMPLE,
            offers=[] if nearest is None else [asks(self._in_words(nearest), nearest)],
        )

    def _nearest(self, within: int | None) -> DueQuestion | None:
        """The question without its turning words, and what they take away; None where that is none."""
        heard = self.heard
        taken_away = [
            place
            for place in heard.turning
            if plain_word(heard.words[place]) in TAKING_AWAY and place + 1 not in heard.turning
        ]
        until = min(taken_away, default=len(heard.words))
        left = [slot for slot in heard.slots if slot.place < until]
        matches = [slot.matches[0] for slot in left if len(slot.matches) == 1]
        if len(matches) < len(left) or len(_scopes(matches)) > 1:
            return None
        return self._question(matches, within)

    def _not_known(self) -> Unclear:
        """The question back about words nobody bears, with what they are like, all else kept."""
        run = next(_runs(self.heard.unknown))
        said, near = self.heard.said(run), self._near(run)
        understood = self._in_words(self._nearest(None)) if self.heard.slots else ""
        return Unclear(
            not_understood=f"I know no agency, discipline, course or person “{shown(said)}” "
            "you may ask about.",
            understood=understood,
            example=EXAMPLE,
            offers=near,
        )

    def _near(self, run: Sequence[int]) -> list[Offer]:
        """What unknown words and those beside them are like; the rest of the question goes with it."""
        if len(self.heard.unknown) > len(run) or self.heard.turning:
            return []
        best: list[tuple[float, range, Match]] = []
        for start in range(max(0, run[0] - 2), run[0] + 1):
            for end in range(run[-1] + 1, min(len(self.heard.words), run[-1] + 4) + 1):
                window = range(start, end)
                likely = self.lexicon.likely(self.heard.said(window), NAMES)
                best += [
                    (score + len(window) * WIDER, window, match)
                    for match, score in likely
                    if _is_like(self.heard.said(window), match)
                ]
        best.sort(key=lambda each: -each[0])
        if not best:
            return []
        chosen = [(window, match) for _, window, match in best if window == best[0][1]]
        offered = []
        for window, match in list(dict.fromkeys(chosen))[:3]:
            kept = [slot for slot in self.heard.slots if slot.place not in window]
            matches = [match, *(slot.matches[0] for slot in kept)]
            if all(len(slot.matches) == 1 for slot in kept) and len(_scopes(matches)) <= 1:
                offered.append(self._offered(match.name, matches))
        return offered

    def _in_words(self, question: DueQuestion | None) -> str:
        if question is None:
            return ""
        return question.understood(self.session, self.catalogue, self.reading.today)


def _with_units(slots: Sequence[Slot], catalogue: Catalogue, member: Member) -> list[Slot]:
    """What was named, a unit and its agency as one; a unit's name that several bear is that of one's own."""
    found: list[Slot] = []
    beside = [slot for slot in slots if all(match.kind is Kind.AGENCY for match in slot.matches)]
    of_agencies: list[Slot] = []
    for slot in slots:
        if slot in beside or any(match.kind is not Kind.UNIT for match in slot.matches):
            found.append(slot)
            continue
        named = {match.key for each in beside for match in each.matches}
        of_named = [m for m in slot.matches if catalogue.units[int(m.key)].agency in named]
        if of_named and len(beside) == 1:
            of_agencies += beside
        matches = of_named or units_meant(slot.matches, catalogue, own_agencies(member))
        found.append(replace(slot, matches=tuple(matches)))
    return [slot for slot in found if slot not in of_agencies]


def _scopes(matches: Sequence[Match]) -> list[Match]:
    return [match for match in dict.fromkeys(matches) if match.kind is not Kind.COURSE]


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Places that follow one another, together."""
    for _, run in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
        yield [place for _, place in run]


def _is_like(said: str, match: Match) -> bool:
    """Whether each word said is like one of the name."""
    name = tokens(match.name)
    return all(
        max(fuzz.ratio(word, part[: len(word) + 1]) for part in name) >= ALIKE for word in tokens(said)
    )
