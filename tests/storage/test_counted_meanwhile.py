"""What the tally says of people left behind is put right, whoever moves them on meanwhile, and by what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any, cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.coverage import Counts, coverage
from readiness.standing import all_asked
from storage import counted_meanwhile
from storage.catalogue import Catalogue, catalogue_changed, catalogue_of
from storage.engine import Store
from storage.people import Person
from storage.projecting import catch_up, move_on
from storage.responders import load_responders
from storage.totals import coverage_on
from storage.training import RuleRecord
from tests.storage.test_projection import TODAY

Answer = dict[tuple[int, str], Counts]


def asks(session: Session) -> tuple[Answer, Answer]:
    """Coverage of everyone as it is answered, and of the records that the same look sees."""
    rulebook = catalogue_of(session).rulebook
    plain = coverage(rulebook, list(all_asked(rulebook, load_responders(session), TODAY)), TODAY)
    return coverage_on(session, TODAY), plain


def asks_otherwise(store: Store, months: int) -> None:
    with store.writing() as session:
        rule = RuleRecord(course_id=1, effective_on=TODAY - timedelta(days=months), interval_months=months)
        session.add(rule)
        catalogue_changed(session)


def test_a_look_that_began_before_another_let_go_of_a_part_counts_that_part_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The people of slice 0 were moved on between the two."""
    of = {number: (1, 250 * number) for number in range(3)}
    looks = {"older": of, "newer": {1: of[1], 2: of[2]}}
    kept, rests = counted_meanwhile.Meanwhile(), count()
    monkeypatch.setattr(counted_meanwhile, "_slices", lambda look, _: looks[look])
    monkeypatch.setattr(counted_meanwhile, "_kept", lambda *_: kept)
    monkeypatch.setattr(counted_meanwhile, "_counted", lambda *_: {("e", 1): (1,)})

    def asks(look: Any, rest: Callable[[], object] = lambda: None) -> object:
        return counted_meanwhile.differences_on(look, cast(Catalogue, None), TODAY, rest)

    def newer_asks() -> None:
        if next(rests) == 1:
            asks("newer")

    assert asks("older", newer_asks) == {("e", 1): (3,)}
    assert asks("newer") == {("e", 1): (2,)}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_is_moved_on_by_older_rules_while_newer_ones_come_is_counted_again(county_store: Store) -> None:
    """On PostgreSQL the tick may work by the rules of before, and commit after a change of them did."""
    store = county_store
    move_on(store, TODAY, rest=lambda _: None)
    asks_otherwise(store, 1)
    with store.writing() as tick:
        assert catch_up(tick, TODAY, 100)
        asks_otherwise(store, 30)
        with store.reading() as session:
            before, plain = asks(session)
            assert before == plain
    with store.reading() as session:
        assert session.scalars(select(Person.projected_by).distinct()).one() < catalogue_of(session).newest
        assert asks(session) == (plain, plain)
