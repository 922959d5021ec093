"""Who may speak: those on the roster; everybody else gets help, and a way onto it."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.people import SlackIdentity
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


@pytest.mark.postgres
@pytest.mark.both_doors
def test_somebody_of_another_organization_with_the_managers_email_is_nobody(stage: Stage) -> None:
    evil = stage.slack.person("Dana Reyes", email="dana@grove.example", outside=True)
    bridge = stage.slack.channel("bridge", members=[stage.cora, evil], shared=True)
    evil.says("@Muster muster rights", bridge)
    evil.sees("You are here from another organization")
    evil.opens_home()
    evil.sees("You are here from another organization")
    evil.says("due everyone")
    evil.sees("You are here from another organization")
    stage.slack.let_outsiders_command()
    for command in ("/due", "/training", "/muster people"):
        evil.says(command, bridge)
        evil.sees("You are here from another organization")
    evil.uses_shortcut("Log training")
    evil.sees("You are here from another organization")
    evil.says("/muster help", bridge)
    evil.sees("It is not for live incidents")
    with stage.store.reading() as session:
        known = session.query(SlackIdentity).filter_by(user=evil.id).one()
    assert (known.workspace, known.is_outside, known.person_id) == (stage.slack.team_id, True, None)


def test_our_own_are_answered_in_a_channel_that_is_shared(stage: Stage) -> None:
    evil = stage.slack.person("Eve Evers", email="eve@grove.example", outside=True)
    bridge = stage.slack.channel("bridge", members=[stage.ada, evil], shared=True)
    stage.slack.outer_team_is_theirs()
    stage.ada.says("@Muster due", bridge)
    stage.ada.sees("You are due for ASIM Basic")
    evil.says("@Muster due", bridge)
    evil.sees("You are here from another organization")


def test_in_an_enterprise_our_own_are_ours(stage: Stage) -> None:
    stage.slack.join_enterprise()
    stage.ada.says("/due")
    stage.ada.sees("You are due")
    stage.ada.opens_home()
    stage.ada.sees("ASIM Basic")


def test_words_in_a_group_are_heard_when_muster_is_mentioned(stage: Stage) -> None:
    group = stage.slack.group_dm([stage.ada, stage.ben])
    stage.ada.says("Shall we go on Tuesday?", group)
    stage.ada.sees_nothing()
    stage.ada.says("@Muster due", group)
    stage.ada.sees("You are due for ASIM Basic")
    stage.ben.does_not_see("You are due for ASIM Basic")


def test_a_file_is_never_met_with_silence(stage: Stage, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("email,agency\n", "utf-8")
    stage.dana.says("", files=[roster])
    stage.dana.sees("Reading roster.csv as what its columns say it is")
    stage.dana.says("@Muster here is our new roster", stage.room, files=[roster])
    stage.dana.sees("I take no file here, and nothing was done with it.")
    stage.dana.says("due Cedar Fire", files=[roster])
    stage.dana.sees("As I understood it")


def test_what_carries_more_than_words_is_heard(stage: Stage) -> None:
    root = stage.ada.says("When is the next class?", stage.room)
    stage.ada.says("@Muster due", stage.room, thread=root, broadcast=True)
    stage.ada.sees("You are due for ASIM Basic")
    stage.ada.says("/me due")
    stage.ada.sees("You are due for ASIM Basic")
