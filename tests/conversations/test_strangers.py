"""Who may speak: those on the roster; everybody else gets help, and a way onto it."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Stage


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_stranger_is_refused_and_asks_to_be_linked(stage: Stage) -> None:
    stage.sam.says("/due everyone")
    stage.sam.sees("I can't find you on the roster.")
    stage.dana.says("/due")  # so that the emergency manager is known, and can be written to
    stage.dana.sees("As I understood it")
    stage.sam.presses("Ask to be linked")
    stage.sam.sees("asked")
    stage.dana.sees("Sam Quill", seconds=10)


def test_a_guest_is_told_so(stage: Stage) -> None:
    stage.gale.says("/due")
    stage.gale.sees("You are a guest here")


def test_somebody_who_left_is_told_since_when(stage: Stage) -> None:
    stage.otis.says("/due")
    stage.otis.sees("ended on 2025-06-30")


def test_anybody_gets_help(stage: Stage) -> None:
    stage.sam.says("/muster help")
    stage.sam.sees("It is not for live incidents")
    stage.ada.says("/due help")
    stage.ada.sees("/due Cedar Fire for ASIM Basic in 90 days")


def test_an_unconfirmed_email_links_nobody(stage: Stage) -> None:
    pretender = stage.slack.person("Eve Pretender", email="eve@grove.example", email_confirmed=False)
    pretender.says("/due")
    pretender.sees("I can't find you on the roster.")


def test_a_slack_administrator_has_no_rights_for_that(stage: Stage) -> None:
    admin = stage.slack.person("Root Admin", email="root@grove.example", admin=True)
    admin.says("/muster people")
    admin.sees("I can't find you on the roster.")


def test_when_slack_cannot_say_who_speaks_nobody_is_called_a_stranger(stage: Stage) -> None:
    stage.slack.misbehave("users.info", status=500, times=None)
    fresh = stage.slack.person("Eve Nakamura", email="eve@grove.example")
    fresh.says("/due")
    fresh.sees("Please try again")
    stage.slack.behave()
    fresh.says("/due")
    fresh.sees("on leave")


def test_rights_are_checked_again_at_the_click(stage: Stage) -> None:
    from storage.people import RightKind
    from storage.rights import take_right
    from tests.conversations import county

    stage.cora.says("/due Cedar Fire", stage.room)
    stage.cora.sees("Ada Abbott")
    with stage.store.writing() as session:
        from storage.people import Person

        cora = session.query(Person).filter_by(email="cora@grove.example").one()
        cedar = county.agency_id(stage.store, "Cedar Fire Department")
        take_right(session, cora.id, RightKind.LEAD, cedar, "a test", stage.clock.now, county.REGION)
    stage.cora.presses("Download")
    stage.cora.sees("An agency lead or an emergency manager can do this.")
