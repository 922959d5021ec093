"""Of whom and when a question of other records asks: of exercises, actions, meetings, classes, checklists.

Names, times, "our" and "except" are read by what reads them in a question of who is due. A word that is
neither those nor the record's own stops the question, and is asked about: nothing but fillers is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from itertools import pairwise
from typing import NoReturn

from commands.kit.ours import our_scopes
from commands.kit.request import Request
from commands.language.listening import Ear, asked
from commands.language.naming import lexicon_of
from commands.language.pieces import Doubt, Heard, Piece
from commands.language.questions_joined import Joiner
from commands.language.questions_taken import Taken, each_once, scope_of, taken_of
from commands.language.questions_whom import LINKS
from commands.language.records_meant import RecordsAsked
from commands.language.scopes import SCOPES, several, shown
from readiness.due import EVERYONE, Scope, ScopeKind
from storage.scopes import scope_key
from words.asking import Part
from words.classes import plain_word
from words.days import read_day
from words.names import Match
from words.periods import Period, read_period
from words.problems import Offer, Unclear

YEAR = re.compile("(?:19|20)[0-9]{2}")
MOST_WORDS = 40
QUIET = (
    *(Part.FILLER, Part.FOR, Part.WHAT, Part.WHICH, Part.OTHERS, Part.VERB, Part.HAS, Part.PAST),
    *(Part.FUTURE, Part.HOW_MANY, Part.WHEN, Part.BOTH, Part.WE),
)
"""Parts that change nothing of which records are asked for."""
KNOWN = (Part.NAME, Part.TIME, Part.OURS, Part.EVERYONE, Part.AND, Part.OR, Part.AWAY, Part.MINE)
AS_OF = ("as of", "as at", "as on")
WHOSE = ("for", "of", "with", "among", "from", "by")
ASKED_TO_SHOW = ("show", "tell", "give", "get", "send", "let")
THERE = frozenset(("have", "has", "had", "got"))
"""With these "we" takes nothing from others who are named: "meetings we have with Elm PD"."""


@dataclass(frozen=True)
class Own:
    """The words of one kind of record: what it is called, and the phrases that mean something to it.

    `called`: how it is named to people ("exercises"). `marks`: phrases, by the mark each sets ("" sets none).
    `looks_back`: marks with which a month or a day is the latest past one. `ours`: marks with which "we" says
    who did it, beside others who are named. `takes`: kinds of scopes it can be asked of. `days`: it is asked
    as of one day, and of no span; `as_of`: of a day or of a span. `shared`: one may be of several agencies,
    and "both" asks for what is of all of them.
    """

    called: str
    example: str
    marks: Mapping[str, str]
    looks_back: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    takes: frozenset[ScopeKind] = frozenset((ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION))
    courses: bool = False
    days: bool = False
    as_of: bool = False
    shared: bool = False

    @cached_property
    def phrases(self) -> dict[tuple[str, ...], str]:
        """Each phrase, and its mark."""
        return {
            tuple(each.split()): mark
            for mark, said in self.marks.items()
            for each in said.split(" | ")
            if each
        }


@dataclass(frozen=True)
class Said:
    """A question of some records, read: of whom and when; which marks; whether it is of the speaker's own.

    `order`: marks in the order they were said, each with the word behind it.
    """

    asked: RecordsAsked
    marks: frozenset[str]
    is_mine: bool = False
    how_many: bool = False
    is_past: bool = False  # it is asked in a past tense
    on: date | None = None
    order: Sequence[tuple[str, str]] = ()


Offering = Callable[[Said, Match], Offer | None]
"""What is pressed for one of several that a name fits: the question with that one in the name's place."""


def nothing_offered(said: Said, match: Match) -> None:
    """Where nothing can be pressed."""


def records_asked(request: Request, own: Own, offering: Offering = nothing_offered) -> Said:
    """What was said. Raises Unclear for a word that is not understood, a name that fits several, and what
    cannot be told; Refused for somebody the speaker may not ask about.
    """
    words = asked(request.text)
    if len(words) > MOST_WORDS:
        raise Unclear(
            not_understood=f"That is {len(words)} words; I understand questions of up to {MOST_WORDS}.",
            example=own.example,
        )
    return _Reader(request, own, offering).read(words)


def refuse(request: Request, own: Own, why: str) -> NoReturn:
    """Asks a question back. Raises Unclear, with what was said."""
    raise Unclear(not_understood=why, understood=shown(request.text), example=own.example)


class _Reader:
    """Reads one question of one kind of record, as one speaker may ask it."""

    def __init__(self, request: Request, own: Own, offering: Offering) -> None:
        self.request, self.own, self.offering = request, own, offering
        self.phrases = own.phrases
        self.most = max(map(len, self.phrases), default=0)
        self.lexicon = lexicon_of(request.catalogue)
        self.reading = request.reading(looks_back=False)
        self.marks: frozenset[str] = frozenset()
        self.order: Sequence[tuple[str, str]] = ()

    def read(self, words: Sequence[str]) -> Said:
        left, self.order = self._without_own(words)
        self.marks = frozenset(mark for mark, _ in self.order if mark)
        past = not self.marks.isdisjoint(self.own.looks_back)
        ear = Ear(self.request.session, self.lexicon, self.request.member, self.reading, looks_back=past)
        heard = ear.listen(left)
        heard = Joiner(self.request.session, self.request.catalogue, self.request.member).join(heard)
        self._refuse_what_is_left(heard)
        self._refuse_several(heard)
        return self._meant(heard)

    def _without_own(self, words: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
        """The words that are no phrase of the record's own, and the marks; a whole name keeps its words, and
        so does a time. A year that stands alone is that year: "tabletops of 2025"."""
        plain = [plain_word(word) for word in words]
        left: list[str] = []
        order: list[tuple[str, str]] = []
        place = 0
        while place < len(words):
            own = self._own_at(plain, place)
            named = self.lexicon.exactly(words[place:], SCOPES)
            period = read_period(words[place:], self.reading, False)
            timed = period.used if period is not None else 0
            longest = max(named.words if named is not None else 0, timed)
            if own is not None and own[1] >= longest and own[1] != timed:
                order.append((own[0], " ".join(plain[place + own[1] :][:1])))
                if left and words[place + own[1] - 1].endswith(","):
                    left[-1] = left[-1].rstrip(",") + ","
                place += own[1]
                continue
            used = max(longest, 1)
            if not longest and YEAR.fullmatch(plain[place]):
                left.append("in")
            left += words[place : place + used]
            place += used
        return left, order

    def _own_at(self, plain: Sequence[str], place: int) -> tuple[str, int] | None:
        for length in range(min(self.most, len(plain) - place), 0, -1):
            mark = self.phrases.get(tuple(plain[place : place + length]))
            if mark is not None:
                return mark, length
        return None

    def _refuse_what_is_left(self, heard: Heard) -> None:
        left = [each for each in heard.pieces if self._is_left(heard, each)]
        if not left:
            return
        run = [left[0]]
        for piece in left[1:]:
            if piece.place != run[-1].end:
                break
            run.append(piece)
        said = heard.said(range(run[0].place, run[-1].end))
        read_day(said.split(), self.reading)  # "31 February" says itself what is wrong with it
        run, near = self._perhaps(heard, run)
        raise Unclear(
            not_understood=f"I don't understand “{shown(said)}” in a question about {self.own.called}.",
            understood=self._understood(heard),
            example=self.own.example,
            offers=self._offered(heard, run, near[:3]),
        )

    def _perhaps(self, heard: Heard, run: list[Piece]) -> tuple[list[Piece], Sequence[Match]]:
        """What was perhaps meant, and the pieces that name it: "Ceder", with the "Fire" behind it."""
        behind = [each for each in heard.pieces if each.place == run[-1].end and each.is_scope]
        if behind:
            longer = [*run, *behind]
            near = self.lexicon.near(heard.said(range(run[0].place, longer[-1].end)), SCOPES)
            if near:
                return longer, near
        return run, self.lexicon.near(heard.said(range(run[0].place, run[-1].end)), SCOPES)

    def _is_left(self, heard: Heard, piece: Piece) -> bool:
        if piece.is_course:
            return not self.own.courses
        if piece.part is Part.GROUP:  # "fire agencies"
            before = [each for each in heard.pieces if each.end == piece.place]
            return not any(each.part is Part.NAME for each in before)
        return piece.part not in QUIET and piece.part not in KNOWN

    def _offered(self, heard: Heard, run: Sequence[Piece], near: Sequence[Match]) -> list[Offer]:
        """What is pressed for a name that was perhaps meant, where all the rest was understood."""
        if any(self._is_left(heard, each) for each in heard.pieces if each not in run):
            return []
        offers = [self._with(heard, run, match) for match in near]
        return [each for each in offers if each is not None]

    def _with(self, heard: Heard, run: Sequence[Piece], match: Match) -> Offer | None:
        one = replace(run[0], part=Part.NAME, words=run[-1].end - run[0].place, matches=(match,))
        pieces = tuple(each for each in heard.pieces if each not in run[1:])
        found = replace(heard, pieces=tuple(one if each is run[0] else each for each in pieces))
        try:
            return self.offering(self._meant(found), match)
        except Unclear:
            return None

    def _refuse_several(self, heard: Heard) -> None:
        unsure = [each for each in heard.pieces if len(each.matches) > 1]
        if not unsure:
            return
        offering = partial(self._with, heard, unsure[:1]) if len(unsure) == 1 else lambda match: None
        raise several(unsure[0].matches, unsure[0].said, offering, self._understood(heard), self.own.example)

    def _meant(self, heard: Heard) -> Said:
        taken = self._taken(heard)
        scopes = self._scopes(heard, taken)
        without = list(dict.fromkeys(scope_of(each) for each in taken.without))
        if taken.without_courses:
            self._refuse(f"I can't leave out a course from {self.own.called}.")
        for scope in (*scopes, *without):
            if scope != EVERYONE and scope.kind not in self.own.takes:
                self._refuse(f"I can't tell {self.own.called} by {_a_kind(scope)}.")
        if without and any(each.kind is ScopeKind.PERSON for each in (*scopes, *without)):
            self._refuse(
                "I can leave an agency out of what is of agencies, and not out of what is one person's."
            )
        if without and not taken.scopes and self._is_mine(heard):
            self._refuse("I can't leave an agency out of what is yours.")
        if heard.has(Part.BOTH) and self.own.shared and len(scopes) != 1:
            self._refuse(f"I tell {self.own.called} of the one or of the other, and not those of both alone.")
        since, by, on = self._times(heard)
        asked = RecordsAsked(
            scopes=[scope_key(each) for each in scopes if each != EVERYONE],
            without=[scope_key(each) for each in without],
            courses=[int(each.matches[0].key) for each in each_once(taken.courses)],
            since=since,
            by=by,
        )
        return Said(
            asked,
            self.marks,
            is_mine=self._is_mine(heard),
            how_many=heard.has(Part.HOW_MANY),
            is_past=heard.has(Part.PAST),
            on=on,
            order=self.order,
        )

    def _taken(self, heard: Heard) -> Taken:
        try:
            taken = taken_of(heard)
        except Doubt:
            self._refuse("I am not sure what to leave out.")
        for first, second in pairwise(taken.scopes):
            between = [each for each in heard.pieces if first.place <= each.place < second.place]
            if not any(each.part in LINKS or each.mark in (",", ":") for each in between):
                self._refuse(f"“{first.said}” and “{second.said}”: both of them, or what is in both?")
        return taken

    def _scopes(self, heard: Heard, taken: Taken) -> list[Scope]:
        scopes = list(dict.fromkeys(scope_of(each) for each in taken.scopes))
        is_ours = heard.has(Part.OURS) or any(self._is_led(heard, each) for each in heard.of(Part.WE))
        if is_ours or (self._is_of_us(heard) and (not scopes or self._does_something(heard))):
            ours = our_scopes(self.request.member)
            if not ours:
                self._refuse("I can't tell which agency “our” means here.")
            if not scopes or (is_ours and any(each.part in LINKS for each in heard.pieces)):
                scopes = list(dict.fromkeys((*ours, *scopes)))
            elif not any(each in ours for each in scopes) and ours != [EVERYONE]:
                self._refuse("I can't tell whether “our” adds to the others you named.")
        return scopes or [EVERYONE]

    def _is_of_us(self, heard: Heard) -> bool:
        return any(not self._is_told(heard, each) for each in heard.of(Part.WE))

    def _does_something(self, heard: Heard) -> bool:
        """Whether "we" says something beside others who are named: "exercises we played with Elm PD"."""
        is_had = not THERE.isdisjoint(plain_word(word) for word in self.request.text.split())
        return not self.marks.isdisjoint(self.own.ours) or (self.own.shared and not is_had)

    def _is_led(self, heard: Heard, piece: Piece) -> bool:
        """ "For us": a word before it says whose."""
        return piece.place > 0 and plain_word(heard.words[piece.place - 1]) in WHOSE

    def _is_mine(self, heard: Heard) -> bool:
        return any(not self._is_told(heard, each) for each in heard.of(Part.MINE))

    def _is_told(self, heard: Heard, piece: Piece) -> bool:
        """ "Show me": who is answered, and not one of those asked about."""
        return piece.place > 0 and plain_word(heard.words[piece.place - 1]) in ASKED_TO_SHOW

    def _times(self, heard: Heard) -> tuple[date | None, date | None, date | None]:
        said = heard.of(Part.TIME)
        if len(said) > 1:
            named = " and ".join(f"“{each.said}”" for each in said)
            one = "one day at a time" if self.own.days else "one time in a question"
            self._refuse(f"I take {one}, and understood {named}.")
        if not said:
            return None, None, None
        period = said[0].period or Period(0)
        is_as_of = said[0].said.lower().startswith(AS_OF)
        if self.own.days:
            day = period.on or (period.since if period.since == period.by else None) or _in_so_long(period)
            if day is None:
                self._refuse(f"I tell {self.own.called} as of one day, and “{said[0].said}” is several.")
            return None, None, day
        if self.own.as_of and period.on is not None and (is_as_of or period.on == self.request.today):
            return None, None, period.on
        if is_as_of:
            self._refuse(f"I tell {self.own.called} as they stand today, not as of another day.")
        if period.on is not None:
            return period.on, period.on, period.on
        return period.since, period.by, None

    def _refuse(self, why: str) -> NoReturn:
        refuse(self.request, self.own, why)

    def _understood(self, heard: Heard) -> str:
        parts = [each.said for each in heard.of(Part.NAME, Part.TIME, Part.OURS) if len(each.matches) < 2]
        return ", ".join(parts)


def _in_so_long(period: Period) -> date | None:
    """The day that "in 6 months" and "tomorrow" are, where one is asked as of."""
    return period.by if period.since is None else None


def _a_kind(scope: Scope) -> str:
    return "person" if scope.kind is ScopeKind.PERSON else str(scope.kind)
