"""From the pieces of a question to what was meant: the measure, of whom, which courses, which states, when.

Nothing but fillers is dropped. What cannot be taken whole raises a Doubt, which is asked back with all that
was understood (`commands.language.questions_asked_back`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from commands.kit.may import first_scope, our_scopes
from commands.kit.member import Member
from commands.language.due_questions import DueQuestion
from commands.language.listening import QUIET, Heard, Piece
from commands.language.questions_states import all_states, states_meant
from commands.language.questions_times import Times, times_meant
from commands.language.questions_doubts import Doubt
from commands.language.scopes import scope_of_match
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.question import End, Measure, Rank, State
from storage.catalogue import Catalogue
from storage.scopes import scope_key
from words.asking import NEGATIONS, Part, plain_words
from words.classes import plain_word
from words.days import Reading, spoken
from words.names import Kind

ASKING = (Part.WHAT, Part.WHICH, Part.OTHERS, Part.HOW_MANY, Part.WHEN, Part.SHARE)
PEOPLE_SAID = frozenset(
    "people folks crew guys staff members personnel firefighters officers medics team".split()
)
ARTICLES = ("the", "a", "an")
WHETHER = ("whether", "if")
LINKS = (Part.AND, Part.OR, Part.VERSUS, Part.AWAY)
NO_PEOPLE = "I never rank people; agencies and disciplines I do."
ONE_PERSON = "Dates, and yes or no, I give about one person."
FITS = "fits several"


@dataclass
class Taken:
    """What the names of a question come to: what is asked about, and what is taken away from it."""

    scopes: list[Piece] = field(default_factory=list)
    courses: list[Piece] = field(default_factory=list)
    without: list[Piece] = field(default_factory=list)
    without_courses: list[Piece] = field(default_factory=list)


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
        taken = self._taken
        measure = self._measure
        states = states_meant(self.heard, measure)
        times = times_meant(self.heard, self.reading, measure, states)
        scopes = self._scopes(measure)
        question = DueQuestion(
            measure=measure,
            scopes=[scope_key(each) for each in scopes if each != EVERYONE],
            without=[scope_key(each) for each in dict.fromkeys(_scope(each) for each in taken.without)],
            courses=[int(each.matches[0].key) for each in _once(taken.courses)],
            without_courses=[int(each.matches[0].key) for each in _once(taken.without_courses)],
            states=states,
            on=times.on,
            since=times.since,
            by=times.by,
            within=None if times.is_any else DueQuestion.model_fields["within"].default,
            rank=self._rank if measure is Measure.RANKING else None,
            end=self._end,
            below=next((each.number for each in self.heard.of(Part.BELOW)), None),
        )
        self._refuse_two_conditions()
        self._refuse_what_is_told()
        return question

    def _refuse_what_is_left(self) -> None:
        """Words nobody bears, words that turn others, and names that fit several are asked about."""
        heard = self.heard
        if heard.has(Part.UNKNOWN):
            raise Doubt("unknown", heard.of(Part.UNKNOWN))
        if heard.has(Part.ACT):
            raise Doubt("act", heard.of(Part.ACT))
        if heard.has(Part.TURNING):
            raise Doubt("turning", heard.of(Part.TURNING))
        unsure = [each for each in heard.pieces if len(each.matches) > 1]
        if unsure:
            raise Doubt(FITS, unsure)

    @cached_property
    def _taken(self) -> Taken:
        """The names, sorted into what is asked about and what is taken away."""
        taken, away, fresh = Taken(), False, False
        of_scopes = False  # what is taken away first: scopes, or courses
        before: Piece | None = None
        for piece in self.heard.pieces:
            if piece.part in (Part.AWAY, Part.NOT):
                away = piece.part is Part.AWAY or self._negates_a_name(piece)
                fresh = True
            elif piece.part is Part.NAME:
                behind_comma = before is not None and before.part is Part.NAME and before.mark == ","
                if away and not fresh and piece.is_scope != of_scopes:
                    if not behind_comma:
                        raise Doubt("turning", [piece], said=self.heard.words[piece.place])
                    away = False
                if away and fresh:
                    of_scopes = piece.is_scope
                self._take(taken, piece, away)
                fresh = False
            elif away and not self._goes_on(piece, before, fresh):
                if fresh and piece.part is not Part.STATE:
                    raise Doubt("turning", [piece], said="")
                away = False
            before = piece
        if away and fresh and not self.heard.has(Part.STATE):
            raise Doubt("turning", self.heard.of(Part.AWAY, Part.NOT))
        return taken

    def _take(self, taken: Taken, piece: Piece, away: bool) -> None:
        if piece.is_course:
            (taken.without_courses if away else taken.courses).append(piece)
        else:
            (taken.without if away else taken.scopes).append(piece)

    def _goes_on(self, piece: Piece, before: Piece | None, fresh: bool) -> bool:
        """Whether what is taken away goes on: joined names, and small words right behind what joins them."""
        if piece.part in (Part.AND, Part.OR):
            return True
        small = piece.part in QUIET or piece.part in (Part.GROUP, Part.OURS, Part.PEOPLE, Part.ROLE)
        if not small:
            return False
        if piece.part is Part.FOR and plain_word(piece.said) not in ARTICLES and not fresh:
            return before is not None and before.part in (Part.AND, Part.OR)
        return True

    def _negates_a_name(self, piece: Piece) -> bool:
        if "'" in plain_word(piece.said):  # "isn't Ben current" asks of Ben
            return False
        behind = [each for each in self.heard.pieces if each.place >= piece.end and each.part not in QUIET]
        return bool(behind) and behind[0].part is Part.NAME

    @cached_property
    def _measure(self) -> Measure:
        heard = self.heard
        if self._is_ranked:
            self._refuse_ranked_people()
            return Measure.RANKING
        if heard.has(Part.WHEN):
            return Measure.WHEN
        if heard.has(Part.SHARE):
            return Measure.RANKING if heard.has(Part.EACH) else Measure.SHARE
        if heard.has(Part.EACH):
            raise Doubt("turning", heard.of(Part.EACH))
        if heard.has(Part.HOW_MANY):
            return Measure.HOW_MANY
        if heard.has(Part.WHICH) and heard.has(Part.GROUP) and not heard.has(Part.OTHERS):
            raise Doubt("agencies", heard.of(Part.WHICH))
        return Measure.WHETHER if self._is_yes_or_no else Measure.WHO

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

    def _refuse_ranked_people(self) -> None:
        heard, scopes = self.heard, [_scope(each) for each in self._taken.scopes]
        of_people = heard.has(Part.PEOPLE, Part.ROLE) or any(each.kind is ScopeKind.PERSON for each in scopes)
        ours = any(plain_word(each.said.split()[-1]) in PEOPLE_SAID for each in heard.of(Part.OURS))
        whom = heard.has(Part.OTHERS) and not heard.has(Part.GROUP) and len(scopes) < 2
        if (of_people or ours or whom) and not (heard.has(Part.GROUP) and not of_people and not ours):
            raise Doubt("people", heard.of(Part.END, Part.RANKED, Part.BELOW, Part.VERSUS, Part.OR)[:1])
        if heard.has(Part.OURS, Part.WE) and not scopes and not self.member.is_manager:
            raise Doubt("one ranked", heard.of(Part.END, Part.RANKED, Part.BELOW)[:1])
        if len(scopes) == 1 and scopes[0].kind in (ScopeKind.AGENCY, ScopeKind.UNIT):
            raise Doubt("one ranked", heard.of(Part.END, Part.RANKED, Part.BELOW)[:1])
        courses = [each for each in heard.of(Part.WHAT) if plain_word(each.said).startswith("which ")]
        if courses:
            raise Doubt("courses ranked", courses)
        if heard.has(Part.HOW_MANY) or heard.has(Part.WHEN):
            raise Doubt("turning", heard.of(Part.HOW_MANY, Part.WHEN))

    @property
    def _rank(self) -> Rank:
        said = [each.phrase.rank for each in self.heard.of(Part.GROUP, Part.EACH) if each.phrase and each.phrase.rank]
        if Rank.DISCIPLINE in said:
            return Rank.DISCIPLINE
        kinds = {match.kind for each in self._taken.scopes for match in each.matches}
        several = len(self._taken.scopes) > 1
        return Rank.DISCIPLINE if not said and several and kinds == {Kind.DISCIPLINE} else Rank.AGENCY

    @property
    def _end(self) -> End:
        ends = {each.phrase.end for each in self.heard.of(Part.END) if each.phrase and each.phrase.end}
        if len(ends) > 1:
            raise Doubt("turning", self.heard.of(Part.END)[1:])
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
            if plain_word(piece.said) in WHETHER and any(each.is_scope for each in pieces[place:]):
                return True
            opens = piece.part in (Part.VERB, Part.HAS, Part.PAST, Part.FUTURE, Part.NOT)
            if not opens or place + 1 == len(pieces):
                continue
            behind = next((each for each in pieces[place + 1 :] if each.part not in (Part.FOR, Part.VERB)), None)
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
        one = len(scopes) == 1 and scopes[0].matches[0].kind is Kind.PERSON
        return one and states == [frozenset((State.CURRENT,))]

    def _scopes(self, measure: Measure) -> list[Scope]:
        """Of whom it is asked. Raises Doubt where that cannot be told."""
        heard, named = self.heard, self._taken.scopes
        self._refuse_scopes_within_one_another()
        scopes = list(dict.fromkeys(_scope(each) for each in named))
        self._refuse_roles(scopes)
        ours = heard.has(Part.OURS) or (heard.has(Part.WE) and not named)
        if ours and not self._is_only_told(named):
            theirs = our_scopes(self.member)
            if theirs is None:
                raise Doubt("ours", heard.of(Part.OURS, Part.WE))
            scopes = list(dict.fromkeys((*theirs, *scopes)))
        if not scopes:
            scopes = [self._nobody_named(measure)]
        if heard.has(Part.MINE) and heard.has(Part.AND) and named and not heard.has(Part.OTHERS, Part.OURS):
            scopes = [*scopes, *([Scope.person(self.member.person_id)] if self._me_beside else [])]
        one = len(scopes) == 1 and scopes[0].kind is ScopeKind.PERSON
        if measure in (Measure.WHEN, Measure.WHETHER) and not one:
            raise Doubt("one person", heard.of(Part.WHEN, Part.VERB, Part.HAS, Part.PAST)[:1], scopes=scopes)
        if measure in (Measure.SHARE, Measure.RANKING) and any(s.kind is ScopeKind.PERSON for s in scopes):
            raise Doubt("share of one", heard.of(Part.SHARE, Part.END)[:1], scopes=scopes)
        return scopes

    @property
    def _me_beside(self) -> bool:
        return self.member.person_id is not None and any(plain_word(e.said) == "me" for e in self.heard.of(Part.MINE))

    def _is_only_told(self, named: Sequence[Piece]) -> bool:
        """Whether "our" only stands with a name of ours: "our Cedar Fire people"."""
        ours = self.heard.of(Part.OURS)
        if not named or not ours:
            return False
        theirs = our_scopes(self.member) or ()
        if any(_scope(each) in theirs for each in named):
            return True
        joined = any(each.part in (Part.AND, Part.OR, Part.VERSUS) for each in self.heard.pieces) or any(
            each.mark == "," for each in (*ours, *named)
        )
        if not joined and all(_scope(each).kind is not ScopeKind.PERSON for each in named):
            raise Doubt("ours", ours)
        return not joined

    def _nobody_named(self, measure: Measure) -> Scope:
        heard, me = self.heard, self.member.person_id
        everyone = heard.has(Part.EVERYONE)
        of_role = self._role
        if of_role is not None and not everyone:
            return of_role
        about_me = measure in (Measure.WHEN, Measure.WHETHER)
        if not everyone and ((heard.has(Part.MINE) and not heard.has(Part.OTHERS)) or about_me):
            if me is None:
                raise Doubt("nobody", heard.of(Part.MINE, Part.WHEN, Part.VERB)[:1])
            return Scope.person(me)
        if everyone or measure is Measure.RANKING:
            return EVERYONE
        says = any(
            each.part not in (Part.FILLER, Part.FOR, Part.WHAT, Part.VERB) and not _is_due(each)
            for each in heard.pieces
        )
        if not says and me is not None:
            return Scope.person(me)
        return first_scope(self.member)

    @property
    def _role(self) -> Scope | None:
        """The discipline whose people a role's name means, where no scope is named."""
        roles = {each.phrase.discipline for each in self.heard.of(Part.ROLE) if each.phrase}
        if not roles:
            return None
        there = {code for each in self.catalogue.agencies.values() for code in each.disciplines}
        if len(roles) > 1 or not roles <= there or self.heard.of(Part.ROLE)[0].said.lower() in (
            "officers",
            "deputies",
            "troopers",
        ):
            raise Doubt("role", self.heard.of(Part.ROLE))
        return Scope.discipline(roles.pop())

    def _refuse_roles(self, scopes: Sequence[Scope]) -> None:
        """A role is a filler where all of those asked about are called so; the roster knows none itself."""
        roles = {each.phrase.discipline for each in self.heard.of(Part.ROLE) if each.phrase}
        if not roles or not scopes:
            return
        rulebook = self.catalogue.rulebook
        for scope in scopes:
            if scope.kind is ScopeKind.PERSON:
                continue
            theirs = [
                set(agency.disciplines)
                for key, agency in self.catalogue.agencies.items()
                if scope.covers(rulebook, None, key, () if scope.kind is not ScopeKind.UNIT else (scope.number,))
            ]
            named = scope.kind is ScopeKind.DISCIPLINE and {str(scope.key)} == roles
            if not named and not all(roles == each or (roles == {"fire"} and "fire" in each) for each in theirs):
                raise Doubt("role", self.heard.of(Part.ROLE))

    def _refuse_scopes_within_one_another(self) -> None:
        """Two names without a word that joins them may mean both, or those in both: that is asked about."""
        scopes = self._taken.scopes
        for first, second in zip(scopes, scopes[1:], strict=False):
            between = [each for each in self.heard.pieces if first.place <= each.place < second.place]
            if not any(each.part in LINKS or each.mark in (",", ":", ".") for each in between):
                if _scope(first).kind is ScopeKind.PERSON and _scope(second).kind is not ScopeKind.PERSON:
                    raise Doubt("not there", [first, second])
                raise Doubt("both", [first, second])

    def _refuse_what_is_told(self) -> None:
        """ "I did not take BLS" tells something, and asks nothing; of whom "are they current" asks is not said."""
        for first, second in zip(self.heard.pieces, self.heard.pieces[1:], strict=False):
            if first.part is Part.VERB and plain_word(second.said) in ("it", "they", "them"):
                raise Doubt("turning", [second])
        pieces = [each for each in self.heard.pieces if each.part is not Part.FILLER]
        for first, second in zip(pieces, pieces[1:], strict=False):
            negated = not NEGATIONS.isdisjoint(plain_words(second.said.split()))
            told = second.part is Part.STATE and negated and plain_word(first.said) == "i"
            if told and not self.heard.has(*ASKING):
                raise Doubt("told", [second])

    def _refuse_two_conditions(self) -> None:
        """ "Has BLS but not ASIM Basic", "current on BLS and overdue on ASIM Basic": two at once on a person."""
        heard, taken = self.heard, self._taken
        if heard.has(Part.HAS) and taken.courses and taken.without_courses and not heard.has(Part.STATE):
            raise Doubt("two", heard.of(Part.AWAY, Part.NOT)[-1:])
        if heard.has(Part.BOTH) and len(taken.courses) > 1 and heard.has(Part.OTHERS, Part.HOW_MANY):
            raise Doubt("two", heard.of(Part.BOTH))
        states = heard.of(Part.STATE)
        for first, second in zip(states, states[1:], strict=False):
            between = [each for each in heard.pieces if first.place < each.place < second.place]
            behind = [each for each in heard.pieces if each.place > second.place]
            if first.phrase and second.phrase and first.phrase.states != second.phrase.states:
                if any(e.is_course for e in between) and any(e.is_course for e in behind):
                    raise Doubt("two", [second])


def _scope(piece: Piece) -> Scope:
    return scope_of_match(piece.matches[0])


def _once(pieces: Sequence[Piece]) -> list[Piece]:
    return list({each.matches[0].key: each for each in pieces}.values())


def _is_due(piece: Piece) -> bool:
    states = piece.phrase.states if piece.phrase else frozenset()
    return piece.part is Part.NEEDS or (piece.part is Part.STATE and states == {State.DUE})
