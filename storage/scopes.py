"""Scopes as what is kept holds them: the key of one, whether it is still there, and what it is called."""

from __future__ import annotations

from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.vocabulary import Discipline
from storage.base import record_id
from storage.catalogue import Catalogue


def scope_key(scope: Scope) -> str:
    """A scope as a subscription or a menu holds it: "everyone", "agency:12", "unit:7", "discipline:fire"."""
    return scope.kind.value if scope.kind is ScopeKind.EVERYONE else f"{scope.kind.value}:{scope.key}"


def scope_in(key: str) -> Scope | None:
    """The scope that a key says, whether or not it is there; None for what is none."""
    kind, _, name = key.partition(":")
    number = record_id(name)
    match kind:
        case ScopeKind.EVERYONE:
            return EVERYONE
        case ScopeKind.AGENCY | ScopeKind.UNIT | ScopeKind.PERSON if number is not None:
            return Scope(ScopeKind(kind), number)
        case ScopeKind.DISCIPLINE | ScopeKind.JURISDICTION if name:
            return Scope(ScopeKind(kind), name)
        case _:
            return None


def scope_of(key: str, catalogue: Catalogue) -> Scope | None:
    """The scope a subscription or a menu holds; None for what is none, or not there.

    An agency or unit that is not there; a jurisdiction that is no agency's, also since it has another name.
    """
    found = scope_in(key)
    return found if found is not None and _is_there(found, catalogue) else None


def _is_there(scope: Scope, catalogue: Catalogue) -> bool:
    match scope.kind:
        case ScopeKind.AGENCY:
            return scope.number in catalogue.agencies
        case ScopeKind.UNIT:
            return scope.number in catalogue.units
        case ScopeKind.DISCIPLINE:
            return scope.key in list(Discipline)
        case ScopeKind.JURISDICTION:
            return any(scope.covers(catalogue.rulebook, 0, agency, ()) for agency in catalogue.agencies)
        case ScopeKind.PERSON:
            return False  # nobody subscribes to a person
        case _:
            return True


def is_unit(scope: Scope) -> bool:
    """Whether it is a part of one agency, and has no parts of its own."""
    return scope.kind is ScopeKind.UNIT


def scope_named(catalogue: Catalogue, scope: Scope) -> str:
    """A scope by name, a discipline by its code; or "everyone"."""
    match scope.kind:
        case ScopeKind.AGENCY:
            return catalogue.agencies[scope.number].name
        case ScopeKind.UNIT:
            return catalogue.unit_called(scope.number)
        case _:
            return str(scope.key or "everyone")


def has_parts(scope: Scope) -> bool:
    """Whether its agencies and disciplines are parts of it: those of one agency are all of its people."""
    return scope.kind not in (ScopeKind.AGENCY, ScopeKind.UNIT)
