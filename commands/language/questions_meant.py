"""From the pieces of a question to what was meant: the measure, of whom, which courses, which states, when.

Nothing but fillers is dropped. What cannot be taken whole raises a Doubt, which is asked back with all that
was understood (`commands.language.questions_asked_back`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from commands.kit.member import Member, Needs
from commands.language.due_questions import DueQuestion
from commands.language.pieces import QUIET, Doubt, Heard, Piece, Why
from commands.language.questions_states import states_meant
from commands.language.questions_taken import Taken, each_once, scope_of, taken_of
from commands.language.questions_times import times_meant
from commands.language.questions_verbs import (
    refuse_deeds,
    refuse_no_state,
    refuse_two_questions,
    refuse_what_takes_place,
)
from commands.language.questions_whom import Whom
from readiness.due import EVERYONE, ScopeKind
from readiness.question import End, Measure, Rank, State
from storage.catalogue import Catalogue
from storage.scopes import scope_key
from words.asking import NEGATIONS, Part, plain_words
from words.classes import listed, plain_word
from words.days import Reading
from words.names import Kind

ASKING = (Part.WHAT, Part.WHICH, Part.OTHERS, Part.HOW_MANY, Part.WHEN, Part.SHARE)
PEOPLE_SAID = listed("people folks crew guys staff members personnel firefighters officers medics team")
OF_AGENCIES = listed("agencies departments")
"""Words for several agencies that may be part of a name: "EMS agencies", "police departments"."""
SEVERAL = listed("agencies departments disciplines organizations depts")
WHETHER = "whether"
SUBJECTS = (
    *(Part.NAME, Part.STATE, Part.MINE, Part.OURS, Part.WE, Part.NEEDS),
    *(Part.OTHERS, Part.PEOPLE, Part.EVERYONE, Part.HAS),
)
"""What "not" may stand before."""

SHARES = range(1, 101)
"""Percent, of which something may be below."""


@dataclass(frozen=True)
class Meaning:
    """What one speaker means by a question."""

    heard: Heard
    catalogue: Catalogue
    member: Member
    reading: Reading

    def question(self) -> DueQuestion:
        """The question. Raises Doubt for whatever is to be asked back."""
        self._refuse_what_is_left()
        refuse_deeds(self.heard)
        refuse_what_takes_place(self.heard)
        refuse_no_state(self.heard)
        refuse_two_questions(self.heard)
        taken = self._taken
        measure = self._measure
        states = states_meant(self.heard, measure)
        times = times_meant(self.heard, self.reading, measure, states)
        scopes = Whom(self.heard, self.catalogue, self.member, taken).scopes(measure)
        below = self.heard.of(Part.BELOW)[:1]
        if any(each.number not in SHARES for each in below):
            raise Doubt(Why.NO_SHARE, below)
        question = DueQuestion(
            measure=measure,
            scopes=[scope_key(each) for each in scopes if each != EVERYONE],
            without=[scope_key(each) for each in dict.fromkeys(scope_of(each) for each in taken.without)],
            courses=[int(each.matches[0].key) for each in each_once(taken.courses)],
            without_courses=[int(each.matches[0].key) for each in each_once(taken.without_courses)],
            states=states,
            on=times.on,
            since=times.since,
            by=times.by,
            within=None if times.is_any else DueQuestion.model_fields["within"].default,
            rank=self._rank if measure is Measure.RANKING else None,
            end=self._end,
            below=below[0].number if below else None,
        )
        self._refuse_two_conditions()
        self._refuse_what_is_told()
        return question

    def _refuse_what_is_left(self) -> None:
        """Words nobody bears, words that turn others, and names that fit several are asked about."""
        heard = self.heard
        if heard.has(Part.UNKNOWN):
            raise Doubt(Why.UNKNOWN, heard.of(Part.UNKNOWN))
        if heard.has(Part.ACT):
            raise Doubt(Why.ACT, heard.of(Part.ACT))
        if heard.has(Part.TURNING):
            raise Doubt(Why.TURNING, heard.of(Part.TURNING))
        left = self._turning_nothing()
        if left:
            raise Doubt(Why.TURNING, left)
        unsure = [each for each in heard.pieces if len(each.matches) > 1]
        if unsure:
            raise Doubt(Why.SEVERAL, unsure)

    def _turning_nothing(self) -> list[Piece]:
        """Words that turn what stands behind them, where nothing does: "Cedar Fire or", "Cedar Fire vs"."""
        pieces = [each for each in self.heard.pieces if each.part not in QUIET]
        if pieces and pieces[-1].part in (Part.OR, Part.VERSUS, Part.AWAY, Part.NOT):
            return pieces[-1:]
        behind = dict(pairwise(pieces))
        nots = [each for each in pieces if each.part is Part.NOT]
        idle = [each for each in nots if behind[each].part not in SUBJECTS]
        scopes = sum(each.is_scope for each in pieces)
        return idle or ([each for each in pieces if each.part is Part.VERSUS] if scopes < 2 else [])

    @cached_property
    def _taken(self) -> Taken:
        return taken_of(self.heard)

    @cached_property
    def _measure(self) -> Measure:
        heard = self.heard
        if self._is_ranked:
            self._refuse_ranked_people()
            return Measure.RANKING
        if heard.has(Part.WHEN):
            self._refuse_when_it_was()
            return Measure.WHEN
        if heard.has(Part.SHARE):
            return Measure.RANKING if heard.has(Part.EACH) else Measure.SHARE
        if heard.has(Part.EACH):
            raise Doubt(Why.TURNING, heard.of(Part.EACH))
        if heard.has(Part.HOW_MANY):
            return Measure.HOW_MANY
        if heard.has(Part.WHICH) and heard.has(Part.GROUP) and not heard.has(Part.OTHERS):
            raise Doubt(Why.AGENCIES, heard.of(Part.WHICH))
        if groups := self._groups_asked:
            raise Doubt(Why.AGENCIES, groups)
        return Measure.WHETHER if self._is_yes_or_no else Measure.WHO

    def _refuse_when_it_was(self) -> None:
        """ "When was Noor Dahl trained", "how long has she been current": her record says it."""
        heard = self.heard
        states = [each.phrase.states for each in heard.of(Part.STATE) if each.phrase]
        of_a_record = all(each == {State.CURRENT} for each in states)
        whens = heard.of(Part.WHEN)
        long = any(plain_word(each.said) in ("how long", "since when") for each in whens)
        been = heard.has(Part.HAS) or any(plain_word(word) == "been" for word in heard.words)
        since = any(plain_word(each.said) == "since when" for each in whens)
        if of_a_record and (heard.has(Part.PAST) or (long and been and states) or (since and states)):
            raise Doubt(Why.RECORD)

    @cached_property
    def _is_ranked(self) -> bool:
        heard = self.heard
        if heard.has(Part.END, Part.BELOW, Part.RANKED):
            return True
        if len(self._taken.scopes) < 2:
            return False
        is_plain = not heard.has(Part.OTHERS, Part.HOW_MANY, Part.WHEN, Part.STATE, Part.NEEDS, Part.TIME)
        compared = heard.has(Part.VERSUS) and not heard.has(Part.OTHERS, Part.HOW_MANY)
        parted = (heard.has(Part.OR) or heard.has(Part.WHICH)) and (is_plain or heard.has(Part.WHICH))
        return compared or (parted and not heard.has(Part.WHAT))

    @property
    def _groups_asked(self) -> list[Piece]:
        """Agencies that are asked for: "agencies with overdue people"."""
        pieces = [each for each in self.heard.pieces if each.part not in QUIET]
        asks = [each.part for each in pieces[:1]] in ([Part.WHICH], [Part.WHAT])
        first = pieces[1:2] if asks else pieces[:1]
        return [e for e in first if e.part is Part.GROUP and plain_word(e.said) in SEVERAL]

    def _refuse_ranked_people(self) -> None:
        heard, scopes = self.heard, [scope_of(each) for each in self._taken.scopes]
        of_people = heard.has(Part.PEOPLE, Part.ROLE) or any(each.kind is ScopeKind.PERSON for each in scopes)
        ours = any(plain_word(each.said.split()[-1]) in PEOPLE_SAID for each in heard.of(Part.OURS))
        whom = heard.has(Part.OTHERS) and not heard.has(Part.GROUP) and len(scopes) < 2
        if (of_people or ours or whom) and not (heard.has(Part.GROUP) and not of_people and not ours):
            raise Doubt(Why.PEOPLE, heard.of(Part.END, Part.RANKED, Part.BELOW, Part.VERSUS, Part.OR)[:1])
        if heard.has(Part.OURS, Part.WE) and not scopes and not self.member.may(Needs.MANAGER):
            raise Doubt(Why.ONE_RANKED, heard.of(Part.END, Part.RANKED, Part.BELOW)[:1])
        if len(scopes) == 1 and scopes[0].kind in (ScopeKind.AGENCY, ScopeKind.UNIT):
            raise Doubt(Why.ONE_RANKED, heard.of(Part.END, Part.RANKED, Part.BELOW)[:1])
        courses = [each for each in heard.of(Part.WHAT) if plain_word(each.said).startswith("which ")]
        if courses:
            raise Doubt(Why.COURSES_RANKED, courses)
        if heard.has(Part.HOW_MANY) or heard.has(Part.WHEN):
            raise Doubt(Why.TURNING, heard.of(Part.HOW_MANY, Part.WHEN))

    @property
    def _rank(self) -> Rank:
        said = [
            each.phrase.rank
            for each in self.heard.of(Part.GROUP, Part.EACH)
            if each.phrase and each.phrase.rank
        ]
        if Rank.DISCIPLINE in said:
            return Rank.DISCIPLINE
        said += [Rank.AGENCY for each in self._taken.scopes if not OF_AGENCIES.isdisjoint(_words(each))]
        kinds = {match.kind for each in self._taken.scopes for match in each.matches}
        several = len(self._taken.scopes) > 1
        return Rank.DISCIPLINE if not said and several and kinds == {Kind.DISCIPLINE} else Rank.AGENCY

    @property
    def _end(self) -> End:
        ends = {each.phrase.end for each in self.heard.of(Part.END) if each.phrase and each.phrase.end}
        if len(ends) > 1:
            raise Doubt(Why.TURNING, self.heard.of(Part.END)[1:])
        return ends.pop() if ends else End.WORST

    @cached_property
    def _is_yes_or_no(self) -> bool:
        """Whether a question begins like "am I", "is Ben Flores", "does my BLS"."""
        pieces = [each for each in self.heard.pieces if each.part not in (Part.FILLER, Part.BOTH)]
        if self.heard.has(Part.OTHERS):
            return False
        for place, piece in enumerate(pieces):
            if piece.part in ASKING:
                return False
            if plain_word(piece.said) == WHETHER and any(each.is_scope for each in pieces[place:]):
                return True
            opens = piece.part in (Part.VERB, Part.HAS, Part.PAST, Part.FUTURE, Part.NOT)
            if not opens or place + 1 == len(pieces):
                continue
            behind = next(
                (each for each in pieces[place + 1 :] if each.part not in (Part.FOR, Part.VERB)), None
            )
            if behind is None:
                return False
            if behind.part in (Part.MINE, Part.OURS, Part.WE, Part.EVERYONE) or behind.is_scope:
                return self._stands_first(pieces[:place])
        return self._tells_of_one_state

    def _stands_first(self, before: Sequence[Piece]) -> bool:
        """Whether a question begins here: nobody is spoken of before."""
        return not any(each.is_scope or each.part in (Part.EVERYONE, Part.OURS) for each in before)

    @property
    def _tells_of_one_state(self) -> bool:
        """ "Ben Flores current on BLS?": no verb, but one person and whether they are current."""
        scopes = self._taken.scopes
        states = [each.phrase.states for each in self.heard.of(Part.STATE) if each.phrase]
        one = len(scopes) == 1 and scopes[0].matches[0].kind is Kind.PERSON and not scopes[0].mark
        return one and states == [frozenset((State.CURRENT,))]

    def _refuse_what_is_told(self) -> None:
        """ "I did not take BLS" tells something and asks nothing; "are they current" does not say of whom."""
        for first, second in pairwise(self.heard.pieces):
            if first.part is Part.VERB and plain_word(second.said) in ("it", "they", "them"):
                raise Doubt(Why.TURNING, [second])
        pieces = [each for each in self.heard.pieces if each.part is not Part.FILLER]
        for first, second in pairwise(pieces):
            negated = not NEGATIONS.isdisjoint(plain_words(second.said.split()))
            told = second.part is Part.STATE and negated and plain_word(first.said) == "i"
            if told and not self.heard.has(*ASKING):
                raise Doubt(Why.TOLD, [second])

    def _refuse_two_conditions(self) -> None:
        """ "Has BLS but not ASIM Basic", "current on BLS and overdue on ASIM Basic": two at once on one."""
        heard, taken = self.heard, self._taken
        if heard.has(Part.HAS) and taken.courses and taken.without_courses and not heard.has(Part.STATE):
            raise Doubt(Why.TWO, heard.of(Part.AWAY, Part.NOT)[-1:])
        has = heard.of(Part.HAS) if not heard.has(Part.STATE, Part.NEEDS) else []
        if has and heard.has(Part.OTHERS, Part.HOW_MANY, Part.PEOPLE, Part.ROLE):
            behind = [plain_word(word) for word in heard.words[has[0].end :]]
            if len(taken.courses) > 1 and not heard.has(Part.OR):
                raise Doubt(Why.TWO)
            if not taken.courses and behind[:1] in (["all"], ["every"], ["each"]):
                raise Doubt(Why.TWO)
        if heard.has(Part.BOTH) and len(taken.courses) > 1 and heard.has(Part.OTHERS, Part.HOW_MANY):
            raise Doubt(Why.TWO, heard.of(Part.BOTH))
        states = heard.of(Part.STATE)
        for first, second in pairwise(states):
            between = [each for each in heard.pieces if first.place < each.place < second.place]
            after = [each for each in heard.pieces if each.place > second.place]
            differ = first.phrase and second.phrase and first.phrase.states != second.phrase.states
            if differ and any(e.is_course for e in between) and any(e.is_course for e in after):
                raise Doubt(Why.TWO, [second])


def _words(piece: Piece) -> list[str]:
    return plain_words(piece.said.split())
