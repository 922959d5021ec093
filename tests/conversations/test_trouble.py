"""When things go wrong: the database away, Slack away, a failure of ours. Nothing is lost or half-written."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import event, text

from storage.audit import AuditRow
from storage.training import CompletionRecord
from tests.conversations.conftest import Stage
from tests.conversations.test_training import recorded
from tests.waiting import until


def test_the_database_away_for_a_while(stage: Stage) -> None:
    stage.ada.says("/due")
    stage.ada.sees("You are due")
    before = recorded(stage)
    other = stage.store.engine.connect()
    other.exec_driver_sql("COMMIT")
    other.exec_driver_sql("BEGIN EXCLUSIVE")
    started = time.monotonic()
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("I can't reach my records just now. Nothing was recorded.")
    assert time.monotonic() - started < 3
    stage.ada.sees("Reference: ")
    other.exec_driver_sql("ROLLBACK")
    other.close()
    assert recorded(stage) == before
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("Recorded: ASIM Basic")
    assert recorded(stage) == before + 1


@pytest.mark.postgres
def test_connections_that_were_cut_come_back(stage: Stage) -> None:
    stage.ada.says("/due")
    stage.ada.sees("You are due")
    if stage.store.is_sqlite:
        stage.store.engine.dispose()
    else:
        with stage.store.engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("Recorded: ASIM Basic")


@pytest.mark.postgres
def test_what_fails_late_writes_nothing(stage: Stage) -> None:
    stage.ada.says("/due")
    stage.ada.sees("You are due")
    with stage.store.reading() as session:
        audited = session.query(AuditRow).count()
        before = session.query(CompletionRecord).count()

    def fail(*arguments: object) -> None:
        statement = str(arguments[2])
        if statement.startswith("INSERT INTO standing"):
            raise RuntimeError("the disk is full, say")

    event.listen(stage.store.engine, "before_cursor_execute", fail)
    stage.ada.says("/training log ASIM-B yesterday")
    seen = stage.ada.sees("Something of mine went wrong. Nothing was recorded.")
    event.remove(stage.store.engine, "before_cursor_execute", fail)
    reference = seen.text.split("Reference: ")[1].split()[0]
    assert reference in stage.log.getvalue()
    with stage.store.reading() as session:
        assert session.query(AuditRow).count() == audited
        assert session.query(CompletionRecord).count() == before


def test_a_late_answer_of_slack_keeps_nobody_waiting(stage: Stage) -> None:
    stage.slack.misbehave("views.open", seconds=2)
    started = time.monotonic()
    stage.cora.says("/training")
    assert time.monotonic() - started < 2
    stage.cora.says("/due")
    stage.cora.sees("You are current")


def test_a_dropped_socket_is_made_again(stage: Stage) -> None:
    stage.ada.says("/due")
    stage.ada.sees("You are due")
    stage.slack.drop_sockets()
    stage.slack.wait_for_app(seconds=15)
    stage.ada.says("/due")
    stage.ada.sees("You are due")


def test_a_choice_answered_late_does_not_undo_a_later_one(stage: Stage) -> None:
    stage.slack.misbehave("views.update", seconds=0.5)
    stage.cora.says("/training")
    stage.cora.fills({"Course": "ASIM-B: ASIM Basic"})
    stage.cora.fills({"Day": "2026-10-20"})
    until(lambda: len(stage.slack.calls("views.update")) == 2)  # both are answered before the form goes
    stage.cora.submits()
    stage.cora.sees("Recorded: ASIM Basic on 20 Oct 2026", seconds=10)


def test_people_edits_and_other_channels_are_not_answered(stage: Stage) -> None:
    ts = stage.ada.says("hello everybody", stage.room)
    stage.ada.sees_nothing()
    assert ts is not None
    stage.ada.edits(ts, "hello all", stage.room)
    stage.ada.sees_nothing()


def test_words_work_in_a_thread(stage: Stage) -> None:
    ts = stage.ada.says("When is the next class?", stage.room)
    stage.ada.says("@Muster due", stage.room, thread=ts)
    stage.ada.sees("You are due for ASIM Basic")
