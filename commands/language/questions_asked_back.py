"""The question back: what was understood, what was not, and what may be pressed instead.

An offer is the whole question with one doubt settled; where more than that is not sure nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice, product

from sqlalchemy.orm import Session

from commands.kit.may import agencies_named_to
from commands.kit.member import Member
from commands.kit.problems import ONLY_THEM
from commands.language.due_questions import DueQuestion
from commands.language.listening import NAMES, POSSESSIVE
from commands.language.logs import OPEN_LOG, LogSaid
from commands.language.names_near import is_like, person_near
from commands.language.pieces import ENDS, QUIET, Doubt, Heard, Piece, Why
from commands.language.scopes import HISTORY, HistoryPage, labels, person_match, several, shown
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.question import LOOK_AHEAD, End, Measure, Rank, State
from readiness.vocabulary import discipline_name
from storage.catalogue import Catalogue
from storage.scopes import scope_key
from words.asking import PHRASES, TAKEN, Part
from words.days import spoken
from words.names import Kind, Lexicon, Match
from words.problems import Offer, Problem, Unclear

WIDER = 3
"""By how much a near miss counts for more for each word that it takes in."""
MOST_CHOICES = 10
"""Questions offered where two names fit several each."""
MOST_NEAR = 3

ASK = "due.ask"
"""What a button that asks a question is known by; it carries the question."""
EXAMPLE = "/due Cedar Fire for ASIM Basic in 90 days"

APART = frozenset(Part) - {Part.NAME, Part.UNKNOWN, Part.GROUP, Part.ROLE, Part.FILLER}
"""Parts that are no part of a name that was misspelt."""
OF_OTHERS = (Why.TURNING, Why.WHETHER, Why.TOLD, Why.ACT, Why.CLASS)
"""Doubts about words that may have said a state."""

NEVER_PEOPLE = "I put agencies and disciplines in order, never people."

SAID: dict[Why, str] = {
    Why.TURNING: "I can't use “{said}” in a question yet: I can tell who is due, overdue or current, "
    "for which course, and when.",
    Why.ACT: "I only answer here: “{said}” is for you to do. I can tell you who it is about.",
    Why.AGENCIES: "Which agencies in what order, or who in them?",
    Why.PEOPLE: NEVER_PEOPLE,
    Why.ONE_RANKED: "One agency alone can't be ranked.",
    Why.OURS: "I can't tell which agency “{said}” means here.",
    Why.NOBODY: "I can't find you on the roster, so I can't tell what is yours.",
    Why.ROLE: "The roster does not tell me who the {said} are.",
    Why.BOTH: "“{said}”: those of both, or only those in both?",
    Why.TWO: "I can answer one thing at a time about the same people.",
    Why.ONE_PERSON: "I give dates, and yes or no, for one person at a time.",
    Why.SHARE_OF_ONE: "A share is of an agency or a discipline, not of one person.",
    Why.SHARE_OF_OTHERS: "I can give the share who are current, not the share who are {said}.",
    Why.WHETHER: "I did not understand what to tell about them: whether they are current, due or overdue?",
    Why.TIMES: "Those are two times: {said}. Which one?",
    Why.NO_SPAN: "“{said}” does not go with that: a state holds on a day, as of that day.",
    Why.NO_SHARE: "“{said}”: a share is from 1% to 100%.",
    Why.COURSES_RANKED: "I rank agencies and disciplines, not courses.",
    Why.NOT_THERE: "I can't find “{said}” there.",
    Why.TOLD: "Nothing was recorded: that is not a class somebody took.",
    Why.CLASS: "“{said}”: did somebody take a class then, is one coming up, or who is due as of that day?",
    Why.PAST: "As of what day?",
    Why.RECORD: "When somebody took a course is in their record. I can tell when it is due.",
}
"""What is said of each doubt."""


@dataclass(frozen=True)
class QuestionBack:
    """Puts a doubt about a question into words; `mean` reads the same question with other pieces."""

    heard: Heard
    session: Session
    catalogue: Catalogue
    lexicon: Lexicon
    today: date
    mean: Callable[[Heard], DueQuestion]
    member: Member

    def about(self, doubt: Doubt) -> Unclear:
        """The question back."""
        match doubt.why:
            case Why.SEVERAL:
                return self._several(doubt.pieces)
            case Why.UNKNOWN:
                return self._not_known(doubt.pieces)
            case _:
                return self._doubted(doubt)

    def _several(self, unsure: Sequence[Piece]) -> Unclear:
        """Each of what a name fits, as the whole question it would make; no button leaves anything out."""
        first, named = unsure[0], labels(match for piece in unsure for match in piece.matches)
        offered = []
        for chosen in islice(product(*(piece.matches for piece in unsure)), MOST_CHOICES):
            settled = {piece.place: match for piece, match in zip(unsure, chosen, strict=True)}
            pieces = [
                replace(each, matches=(settled[each.place],)) if each.place in settled else each
                for each in self.heard.pieces
            ]
            name = ", ".join(named[each] for each in chosen)
            offered += self._offered(pieces, name)
        known = self._understood(self._without(unsure))
        return replace(several(first.matches, first.said, lambda match: None, known), offers=offered)

    def _not_known(self, unknown: Sequence[Piece]) -> Unclear:
        """Words nobody bears, with what they are like, all else kept."""
        places = [place for piece in unknown for place in range(piece.place, piece.end)]
        run = next(_runs(places))
        near = (self._near(run) or self._near_people(run)) if len(places) == len(run) else []
        return Unclear(
            not_understood="I can't find any agency, discipline, course or person called "
            f"“{shown(self.heard.said(run))}” "
            f"you may ask about.{self._for_others(run, near)}",
            understood=self._understood(self._without(unknown)),
            example=EXAMPLE,
            offers=near,
        )

    def _near(self, run: Sequence[int]) -> list[Offer]:
        """What unknown words and those beside them are like; the rest of the question goes with it."""
        best: list[tuple[float, range, Match]] = []
        words = self.heard.words
        spoken = {
            place for each in self.heard.pieces if each.part in APART for place in range(each.place, each.end)
        }
        first = next((at + 1 for at in range(run[0] - 1, -1, -1) if at in spoken), 0)
        last = next((at for at in range(run[-1] + 1, len(words)) if at in spoken), len(words))
        for start in range(max(first, run[0] - 2), run[0] + 1):
            for end in range(run[-1] + 1, min(last, run[-1] + 4) + 1):
                window = range(start, end)
                said = self.heard.said(window)
                if any(word[-1:] in ",;:?" for word in words[start : end - 1]):
                    continue
                best += [
                    (score + len(window) * WIDER, window, match)
                    for match, score in self.lexicon.likely(said, NAMES)
                    if is_like(said, match, self.catalogue)
                ]
        best.sort(key=lambda each: -each[0])
        offered: list[Offer] = []
        for window, match in dict.fromkeys((each[1], each[2]) for each in best if each[1] == best[0][1]):
            offered += self._offered(self._with_name(window, match), self._called(match))
        return offered[:MOST_NEAR]

    def _called(self, match: Match) -> str:
        """What a near miss is called in a question: a course by its title."""
        return self.catalogue.courses[int(match.key)].title if match.kind is Kind.COURSE else match.name

    def _near_people(self, run: Sequence[int]) -> list[Offer]:
        """Somebody for the speaker to name, called much like the unknown words and those beside them."""
        words, spoken = self.heard.words, set[int]()
        theirs = agencies_named_to(self.member)
        for each in self.heard.pieces:
            spoken |= set(range(each.place, each.end)) if each.part in APART else set()
        for start, end in ((run[0], run[-1] + 1), (run[0], run[-1] + 2), (run[0] - 1, run[-1] + 1)):
            window = range(max(start, 0), min(end, len(words)))
            said = POSSESSIVE.sub("", self.heard.said(window))
            if len(window) not in (2, 3) or not spoken.isdisjoint(window) or theirs == frozenset():
                continue
            person = person_near(self.session, self.today, said, theirs)
            if person is not None:
                match = person_match(person)
                return self._offered(self._with_name(window, match), match.name)
        return []

    def _for_others(self, run: Sequence[int], near: Sequence[Offer]) -> str:
        """Who answers about others, where a name may have been somebody's whom the speaker may not name."""
        is_a_name = 2 <= len(run) <= 3 and all(self.heard.words[at].strip(ENDS).isalpha() for at in run)
        if near or not is_a_name or agencies_named_to(self.member) is None:
            return ""
        return f" {ONLY_THEM}"

    def _with_name(self, window: range, match: Match) -> list[Piece]:
        """The pieces with a name in the stead of those in a window."""
        before = [each for each in self.heard.pieces if each.end <= window.start]
        behind = [each for each in self.heard.pieces if each.place >= window.stop]
        mark = next((e.mark for e in self.heard.pieces if e.end == window.stop), "")
        name = Piece(Part.NAME, window.start, len(window), match.name, (match,), mark=mark)
        return [*before, name, *behind]

    def _doubted(self, doubt: Doubt) -> Unclear:
        said = doubt.said or " ".join(piece.said for piece in doubt.pieces)
        if doubt.why is Why.NOT_THERE:
            said = doubt.pieces[0].said
        return Unclear(
            not_understood=SAID[doubt.why].format(said=shown(said)),
            understood=self._understood(self._without(doubt.pieces), doubt.why in OF_OTHERS),
            example=EXAMPLE,
            offers=list(self._nearest(doubt)),
        )

    def _nearest(self, doubt: Doubt) -> Iterator[Offer]:
        """Questions that may have been meant instead, each said in full."""
        match doubt.why:
            case Why.PEOPLE | Why.ONE_RANKED:
                pieces = [e for e in self.heard.pieces if e.part not in (Part.OTHERS, Part.PEOPLE, Part.ROLE)]
                left = [e for e in pieces if e.part is not Part.OURS and not e.is_scope]
                question = self._meant([e for e in left if e.part not in (Part.END, Part.RANKED, Part.BELOW)])
                if question is not None:
                    ends = [e.phrase.end for e in self.heard.of(Part.END) if e.phrase and e.phrase.end]
                    ranked = {"measure": Measure.RANKING, "states": [State.CURRENT], "scopes": []}
                    ranked |= {"rank": Rank.AGENCY, "end": ends[0] if ends else End.WORST}
                    yield self._asks(question.model_copy(update=ranked))
            case Why.BOTH:
                for piece in doubt.pieces:
                    yield from self._offered([e for e in self.heard.pieces if e != piece])
            case Why.ONE_PERSON | Why.SHARE_OF_ONE:
                yield from self._of_many(doubt.scopes)
            case Why.SHARE_OF_OTHERS:
                yield from self._of_many(())
            case Why.AGENCIES:
                yield from self._of_many(())
            case Why.ROLE:
                yield from self._of_roles(doubt.pieces)
            case Why.NO_SPAN if self.heard.has(Part.FUTURE):
                due = PHRASES[("due",)]
                pieces = [replace(e, phrase=due) if e.part is Part.STATE else e for e in self.heard.pieces]
                yield from self._offered([e for e in pieces if e.part is not Part.FUTURE])
            case Why.NO_SPAN | Why.PAST:
                pieces = [e for e in self.heard.pieces if e.part not in (Part.TIME, Part.PAST, Part.FUTURE)]
                yield from self._offered(pieces)
            case Why.TIMES:
                for kept in doubt.pieces:
                    yield from self._offered(
                        [e for e in self.heard.pieces if e == kept or e not in doubt.pieces]
                    )
            case Why.TWO:
                yield from ()
            case Why.CLASS:
                yield from self._of_a_day(doubt.pieces)
            case Why.WHETHER if self.heard.has(Part.OTHERS):
                scopes = [each for each in self.heard.pieces if each.is_scope]
                for said in ("due", "current"):
                    yield from self._offered([*scopes, self._state(said)])
            case Why.RECORD:
                yield from self._of_a_record()
            case Why.TURNING if TAKEN.issuperset(each.said.lower() for each in doubt.pieces):
                yield from self._of_one_record()
            case _:
                if len(doubt.pieces) and self._is_a_word_aside(doubt):
                    yield from self._offered(self._without(doubt.pieces))

    def _of_one_record(self) -> Iterator[Offer]:
        """Whether one person is current, and their record: "did Noor Dahl take BLS"; or who all are."""
        people = [each for each in self.heard.pieces if each.is_scope]
        named = [each for each in self.heard.pieces if each.part is Part.NAME]
        matches = [match for each in people for match in each.matches]
        current = Piece(Part.STATE, len(self.heard.words), 0, "current", phrase=PHRASES[("current",)])
        if named and not people and self.heard.has(Part.OTHERS) and not self.heard.has(Part.TIME):
            yield from self._offered([*self.heard.of(Part.OTHERS)[:1], *named, current])
        if len(matches) != 1 or matches[0].kind is not Kind.PERSON or len(named) == len(people):
            return
        is_it = Piece(Part.VERB, 0, 0, "is", phrase=PHRASES[("is",)])
        yield from self._offered([is_it, *named, self._state("current")])
        yield from self._of_a_record()

    def _of_a_record(self) -> Iterator[Offer]:
        """The record of one person: what they took, and when."""
        matches = [match for each in self.heard.pieces if each.is_scope for match in each.matches]
        if len(matches) == 1 and matches[0].kind is Kind.PERSON:
            page = HistoryPage(person=int(matches[0].key))
            yield Offer(f"The record of {matches[0].name}", HISTORY, page)

    def _state(self, said: str) -> Piece:
        """A state that was not said, behind all that was."""
        return Piece(Part.STATE, len(self.heard.words), 0, said, phrase=PHRASES[(said,)])

    def _of_a_day(self, days: Sequence[Piece]) -> Iterator[Offer]:
        """A log of the class on a day that has come, and who is due as of that day."""
        courses = [each.matches[0] for each in self.heard.pieces if each.is_course]
        day = days[0].period.on if days[0].period and len(days) == 1 else None
        if len(courses) == 1 and day and day <= self.today and not any(e.is_scope for e in self.heard.pieces):
            course = self.catalogue.courses[int(courses[0].key)]
            yield Offer(f"Log {course.title} on {spoken(day)}", OPEN_LOG, LogSaid(course=course.id, day=day))
        left = (Part.PAST, Part.HAS, Part.VERB, Part.FUTURE)
        yield from self._offered([*(e for e in self.heard.pieces if e.part not in left), self._state("due")])

    def _of_roles(self, roles: Sequence[Piece]) -> Iterator[Offer]:
        """Those of the discipline that a role belongs to, where nobody else is named."""
        if any(each.is_scope for each in self.heard.pieces):
            return
        for role in roles[:1]:
            code = role.phrase.discipline if role.phrase else ""
            match = Match(Kind.DISCIPLINE, code, discipline_name(code))
            named = replace(role, part=Part.NAME, matches=(match,), phrase=None)
            yield from self._offered([named if each in roles else each for each in self.heard.pieces])

    def _is_a_word_aside(self, doubt: Doubt) -> bool:
        """Whether the question without the words in doubt is a narrower one, or the same without an act."""
        return doubt.why in (Why.ACT, Why.OURS)

    def _of_many(self, scopes: Sequence[Scope]) -> Iterator[Offer]:
        """How many, and who, where a measure is of one person or of those who are current alone."""
        quiet = (Part.WHEN, Part.VERB, Part.SHARE, Part.PAST, Part.WHICH, Part.GROUP)
        pieces = [each for each in self.heard.pieces if each.part not in quiet]
        people = [each for each in scopes if each.kind is ScopeKind.PERSON]
        question = self._meant([*pieces, Piece(Part.OTHERS, len(self.heard.words), 0, "who")])
        if question is None or (people and len(people) < len(scopes)):
            return
        keys = [scope_key(each) for each in scopes if each != EVERYONE]
        question = question.model_copy(update={"scopes": keys} if scopes else {})
        if len(people) > 1 or not people:
            yield self._asks(question)
        if not people:
            states = question.states
            if states == [State.CURRENT] or not LOOK_AHEAD.isdisjoint(states) or State.OVERDUE in states:
                share = {"measure": Measure.SHARE, "states": [State.CURRENT]}
                yield self._asks(question.model_copy(update=share | {"since": None, "by": None}))

    def _offered(self, pieces: Sequence[Piece], name: str = "") -> list[Offer]:
        """The question that some pieces make, if they make one; with the name that was not sure before it."""
        question = self._meant(pieces)
        if question is None:
            return []
        named = [each for each in pieces if each.part not in (Part.FILLER, Part.FOR)]
        if name and len(named) == 1:
            return [Offer(name, ASK, question)]
        said = self._in_words(question)
        tells = not name or name.split(" (")[0].split(", the ")[0] in said
        return [Offer(said if tells else f"{name}: {said}", ASK, question)]

    def _asks(self, question: DueQuestion) -> Offer:
        return Offer(self._in_words(question), ASK, question)

    def _understood(self, pieces: Sequence[Piece], in_part: bool = False) -> str:
        """What is sure, in words; nothing where the question says no more than that it is one.

        `in_part`: what was turned may have been the state, and a question without it would say another.
        """
        if not any(
            each.part in (Part.NAME, Part.STATE, Part.TIME, Part.EVERYONE, Part.OURS) for each in pieces
        ):
            return ""
        states = any(each.part in (Part.STATE, Part.NEEDS) for each in pieces)
        whom = (Part.EVERYONE, Part.OURS, Part.MINE, Part.WE)
        if not any(each.is_scope or each.part in whom for each in pieces):
            in_part = in_part or any(each.is_scope or each.part is Part.UNKNOWN for each in self.heard.pieces)
            states = states and not in_part
        question = self._meant(pieces) if states or not in_part else None
        if question is not None:
            return self._in_words(question)
        named = [each for each in pieces if len(each.matches) == 1 or each.part in (Part.STATE, Part.TIME)]
        return ", ".join(each.matches[0].name if each.matches else each.said for each in named)

    def _without(self, left_out: Sequence[Piece]) -> list[Piece]:
        """The pieces without some, and without what turns those alone."""
        left: list[Piece] = []
        turns_none = False
        for piece in reversed(self.heard.pieces):
            if piece in left_out:
                turns_none = True
            elif turns_none and piece.part in (Part.AWAY, Part.NOT):
                continue
            elif piece.part not in (*QUIET, Part.PEOPLE, Part.OTHERS, Part.VERB):
                turns_none = False
            if piece not in left_out:
                left.append(piece)
        return left[::-1]

    def _meant(self, pieces: Sequence[Piece]) -> DueQuestion | None:
        try:
            return self.mean(replace(self.heard, pieces=tuple(pieces)))
        except (Doubt, Problem):
            return None

    def _in_words(self, question: DueQuestion) -> str:
        return question.understood(self.session, self.catalogue, self.today)


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Places that follow one another, together."""
    for _, run in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
        yield [place for _, place in run]
