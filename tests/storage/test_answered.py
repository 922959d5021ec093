"""Answers kept for requests that come again: what is given long ago goes, what is owed stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from storage.answered import AnsweredRequest, forget_answers, owed_answers
from storage.engine import Store

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
DAY = timedelta(days=1)


def test_what_is_owed_is_not_forgotten_however_long_nothing_ran(store: Store) -> None:
    with store.writing() as session:
        for key, at, owed_to in (
            ("given today", NOW, None),
            ("given long ago", NOW - 2 * DAY, None),
            ("owed long ago", NOW - 400 * DAY, "UADA"),
            ("by a wrong clock", NOW + 2 * DAY, "UADA"),
        ):
            session.add(AnsweredRequest(key=key, at=at, answer={}, workspace="T1", owed_to=owed_to))
    with store.writing() as session:
        forget_answers(session, NOW, DAY, 500)
        assert set(session.scalars(select(AnsweredRequest.key))) == {"given today", "owed long ago"}


def test_what_is_owed_under_a_clock_days_ahead_is_given_when_that_is_right(store: Store) -> None:
    waited = timedelta(minutes=3)
    with store.writing() as session:
        for key, at in (("now", NOW), ("before", NOW - DAY), ("ahead", NOW + 5 * DAY)):
            session.add(AnsweredRequest(key=key, at=at, answer={}, workspace="T1", owed_to="UADA"))
    with store.reading() as session:
        assert [each.key for each in owed_answers(session, "T1", NOW, waited)] == ["before", "ahead"]
