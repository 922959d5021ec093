"""Whom "our" means, for who leads, who belongs, and who manages."""

from __future__ import annotations

from commands.kit.member import Member
from commands.kit.ours import first_scope, our_scope, our_scopes, own_agencies, own_agency
from readiness.due import EVERYONE, Scope


def member(belongs: frozenset[int], leads: frozenset[int] = frozenset(), is_manager: bool = False) -> Member:
    return Member("T1", "U1", 7, "Ada Abbott", "ada@x.example", belongs, leads, is_manager=is_manager)


BOTH = frozenset({1, 2})
RESPONDER, OF_TWO = member(frozenset({1})), member(BOTH)
LEAD, OF_BOTH = member(frozenset({1}), frozenset({2})), member(frozenset(), BOTH)
MANAGER = member(frozenset(), is_manager=True)


def test_ones_own_agency_is_the_one_led_else_the_one_belonged_to() -> None:
    assert [own_agency(each) for each in (RESPONDER, OF_TWO, LEAD, OF_BOTH, MANAGER)] == [
        1,
        None,
        2,
        None,
        None,
    ]
    assert own_agencies(LEAD) == BOTH


def test_our_means_where_one_leads_else_belongs_and_everyone_to_a_manager() -> None:
    assert our_scopes(OF_TWO) == [Scope.agency(1), Scope.agency(2)]
    assert [our_scope(each) for each in (RESPONDER, OF_TWO, LEAD)] == [Scope.agency(1), None, Scope.agency(2)]
    assert our_scope(MANAGER) == EVERYONE


def test_who_is_due_is_first_asked_of_the_one_agency_that_is_led() -> None:
    asked = [first_scope(each) for each in (RESPONDER, LEAD, OF_BOTH, MANAGER)]
    assert asked == [EVERYONE, Scope.agency(2), EVERYONE, EVERYONE]
