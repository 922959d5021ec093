"""Of whom a question is asked: those named, "our people", the speaker, or who is meant where nobody is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commands.kit.may import agencies_led
from commands.kit.member import Member
from commands.kit.ours import first_scope, our_scopes
from commands.language.pieces import QUIET, Doubt, Heard, Piece, Why
from commands.language.questions_taken import Taken, scope_of
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.question import Measure, State
from storage.catalogue import Catalogue
from words.asking import Part
from words.classes import listed, plain_word
from words.names import tokens

LINKS = (Part.AND, Part.OR, Part.VERSUS, Part.AWAY)
"""What parts two names, so that both are meant."""
OF_MANY = listed("list lists refreshers roster report reports names")
"""With one of these who leads an agency asks of its people: "the due list, please"."""
COMPARING = ("with", "to")
"""Between two names they part them where "compare" is said."""
TELLS = listed("show tell give get let")
"""Behind one of these "me," is who is answered, and not one of those asked about."""
OF_SEVERAL = ("officers", "deputies", "troopers")
OF_AN_AGENCY = {"deputies": listed("sheriff sheriff's sheriffs"), "troopers": listed("troop troopers patrol")}
"""Roles that the people of one kind of agency go by, and a word of its name."""
"""Roles that more than one discipline, or one agency of many, has."""


@dataclass(frozen=True)
class Whom:
    """Of whom one speaker asks."""

    heard: Heard
    catalogue: Catalogue
    member: Member
    taken: Taken

    def scopes(self, measure: Measure) -> list[Scope]:
        """Of whom it is asked. Raises Doubt where that cannot be told."""
        heard, named = self.heard, self.taken.scopes
        self._refuse_scopes_within_one_another()
        self._refuse_taken_from_nothing()
        scopes = list(dict.fromkeys(scope_of(each) for each in named))
        self._refuse_roles(scopes)
        we = any(self._is_listed(each, name) for each in heard.of(Part.WE) for name in named)
        ours = heard.has(Part.OURS) or we or (heard.has(Part.WE) and not named)
        if ours and not self._is_only_told(named):
            theirs = our_scopes(self.member)
            if not theirs:
                raise Doubt(Why.OURS, heard.of(Part.OURS, Part.WE))
            scopes = list(dict.fromkeys((*theirs, *scopes)))
        if not scopes:
            scopes = [self._nobody_named(measure)]
        scopes = list(dict.fromkeys((*scopes, *self._me_beside(measure))))
        one = len(scopes) == 1 and scopes[0].kind is ScopeKind.PERSON
        if measure in (Measure.WHEN, Measure.WHETHER) and not one:
            raise Doubt(
                Why.ONE_PERSON, heard.of(Part.WHEN, Part.VERB, Part.HAS, Part.PAST)[:1], scopes=scopes
            )
        if measure in (Measure.SHARE, Measure.RANKING) and any(s.kind is ScopeKind.PERSON for s in scopes):
            raise Doubt(Why.SHARE_OF_ONE, heard.of(Part.SHARE, Part.END)[:1], scopes=scopes)
        return scopes

    def _me_beside(self, measure: Measure) -> list[Scope]:
        """The speaker, where they stand in a list: "me and Zoe Kessler", "am I or Noor Dahl overdue"."""
        listed_too = [
            each
            for each in self.heard.of(Part.MINE)
            if any(self._is_listed(each, name) for name in self.taken.scopes)
            or (measure in (Measure.WHEN, Measure.WHETHER) and self._is_asked_first(each))
        ]
        if not listed_too:
            return []
        if self.member.person_id is None:
            raise Doubt(Why.NOBODY, listed_too)
        return [Scope.person(self.member.person_id)]

    def _is_asked_first(self, me: Piece) -> bool:
        """ "Am I current or Noor Dahl": the verb goes with the speaker, and somebody else is named too."""
        verb = next((each for each in self.heard.of(Part.VERB, Part.PAST) if each.end == me.place), None)
        people = (scope_of(each).kind is ScopeKind.PERSON for each in self.taken.scopes)
        return verb is not None and any(people)

    def _is_listed(self, me: Piece, name: Piece) -> bool:
        """Whether the speaker and a name stand beside each other in one list, a course of theirs between."""
        first, second = sorted((me, name), key=lambda each: each.place)
        between = [each for each in self.heard.pieces if first.place < each.place < second.place]
        joined = any(each.part in (Part.AND, Part.OR) for each in between)
        small = (*QUIET, Part.AND, Part.OR, Part.BOTH, Part.VERB)
        owns = plain_word(me.said) in ("my", "mine")
        if any(each.part not in small and not (owns and each.is_course) for each in between):
            return False
        told = me.place > 0 and plain_word(self.heard.words[me.place - 1]) in TELLS
        return joined or (first.mark == "," and not between and not told)

    def _is_only_told(self, named: Sequence[Piece]) -> bool:
        """Whether "our" only stands with a name of ours: "our Cedar Fire people"."""
        ours = self.heard.of(Part.OURS)
        if not named or not ours:
            return False
        theirs = our_scopes(self.member)
        if any(scope_of(each) in theirs for each in named):
            return True
        joined = any(each.part in (Part.AND, Part.OR, Part.VERSUS) for each in self.heard.pieces) or any(
            each.mark == "," for each in (*ours, *named)
        )
        if not joined and all(scope_of(each).kind is not ScopeKind.PERSON for each in named):
            raise Doubt(Why.OURS, ours)
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
                raise Doubt(Why.NOBODY, heard.of(Part.MINE, Part.WHEN, Part.VERB)[:1])
            return Scope.person(me)
        if everyone or measure is Measure.RANKING:
            return EVERYONE
        says = any(
            each.part not in (Part.FILLER, Part.FOR, Part.WHAT, Part.VERB) and not _is_due(each)
            for each in heard.pieces
        )
        of_many = not heard.has(Part.WHAT) and any(plain_word(each) in OF_MANY for each in heard.words)
        if not says and me is not None and not (of_many and agencies_led(self.member)):
            return Scope.person(me)
        return first_scope(self.member)

    @property
    def _role(self) -> Scope | None:
        """The discipline whose people a role's name means, where no scope is named."""
        roles = {each.phrase.discipline for each in self.heard.of(Part.ROLE) if each.phrase}
        if not roles:
            return None
        there = {code for each in self.catalogue.agencies.values() for code in each.disciplines}
        said = {each.said.lower() for each in self.heard.of(Part.ROLE)}
        of_agencies = self._of_role(said)
        if len(of_agencies) == 1:
            return Scope.agency(of_agencies.pop())
        if len(roles) > 1 or not roles <= there or not said.isdisjoint(OF_SEVERAL):
            raise Doubt(Why.ROLE, self.heard.of(Part.ROLE))
        return Scope.discipline(roles.pop())

    def _of_role(self, said: Collection[str]) -> set[int]:
        """The agencies whose people go by a role: "deputies" are the sheriff's."""
        if len(said) != 1:
            return set()
        words = OF_AN_AGENCY.get(next(iter(said)), frozenset())
        agencies = self.catalogue.agencies
        return {key for key, each in agencies.items() if not words.isdisjoint(tokens(each.name))}

    def _refuse_roles(self, scopes: Sequence[Scope]) -> None:
        """A role is a filler where all of those asked about are called so; the roster knows none itself."""
        roles = {each.phrase.discipline for each in self.heard.of(Part.ROLE) if each.phrase}
        if not roles or not scopes:
            return
        rulebook = self.catalogue.rulebook
        theirs_alone = self._of_role({each.said.lower() for each in self.heard.of(Part.ROLE)})
        for scope in scopes:
            is_theirs = scope.kind is ScopeKind.AGENCY and scope.number in theirs_alone
            if scope.kind is ScopeKind.PERSON or is_theirs:
                continue
            units = (scope.number,) if scope.kind is ScopeKind.UNIT else ()
            agencies = self.catalogue.agencies.items()
            theirs = [each for key, each in agencies if scope.covers(rulebook, None, key, units)]
            named = scope.kind is ScopeKind.DISCIPLINE and {str(scope.key)} == roles
            if not named and not all(_are_called(roles, each.disciplines) for each in theirs):
                raise Doubt(Why.ROLE, self.heard.of(Part.ROLE))

    def _refuse_taken_from_nothing(self) -> None:
        """ "Fire except Cedar FD, and 911": what none of those asked about are in may have been added."""
        named, without = self.taken.scopes, self.taken.without
        asked = {key for each in named for key in self._agencies(scope_of(each))}
        for piece in without[1:] if named else ():
            theirs = self._agencies(scope_of(piece))
            if theirs and asked and asked.isdisjoint(theirs):
                raise Doubt(Why.TURNING, [piece])

    def _agencies(self, scope: Scope) -> set[int]:
        """The agencies that are whole in a scope."""
        rulebook = self.catalogue.rulebook
        return {key for key in self.catalogue.agencies if scope.covers(rulebook, None, key, ())}

    def _refuse_scopes_within_one_another(self) -> None:
        """Two names without a word that joins them may mean both, or those in both: that is asked about."""
        scopes = self.taken.scopes
        for first, second in pairwise(scopes):
            between = [each for each in self.heard.pieces if first.place <= each.place < second.place]
            compared = self.heard.has(Part.RANKED) and any(plain_word(e.said) in COMPARING for e in between)
            linked = any(each.part in LINKS or each.mark in (",", ":", ".") for each in between)
            if not (linked or compared):
                if scope_of(first).kind is ScopeKind.PERSON and scope_of(second).kind is not ScopeKind.PERSON:
                    raise Doubt(Why.NOT_THERE, [first, second])
                raise Doubt(Why.BOTH, [first, second])


def _are_called(roles: Collection[str], disciplines: Collection[str]) -> bool:
    """Whether everybody of an agency goes by a role: all of a fire department are firefighters."""
    return set(roles) == set(disciplines) or (set(roles) == {"fire"} and "fire" in disciplines)


def _is_due(piece: Piece) -> bool:
    states = piece.phrase.states if piece.phrase else frozenset()
    return piece.part is Part.NEEDS or (piece.part is Part.STATE and states == {State.DUE})
