"""Who's due? Asked by a responder, a lead, the emergency manager, and somebody nobody knows."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Stage


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_responder_asks_what_they_are_due_for(stage: Stage) -> None:
    stage.ada.says("/due")
    seen = stage.ada.sees("You are due for ASIM Basic")
    assert "ASIM Basic: expired 1 Mar 2025" in seen.text
    assert "Basic Life Support: current until 31 Jan 2028" in seen.text


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_lead_sees_names_in_their_agency_and_shares_the_counts(stage: Stage) -> None:
    stage.cora.says("/due Cedar Fire", stage.room)
    seen = stage.cora.sees("Ada Abbott: ASIM Basic, expired 1 Mar 2025")
    assert seen.text.partition("Jo Lee: ")[2].partition("\n")[0].endswith("; also BLS")
    assert "As I understood it: Cedar Fire Department, all courses" in seen.text
    stage.cora.presses("Share")
    stage.cora.sees("On its way to the channel")
    shared = stage.ben.sees("Shared by Cora Diaz")
    assert "Ada" not in shared.text
    assert "ASIM Basic: 2 (1 expired, 1 due soon)" in shared.text


@pytest.mark.postgres
def test_one_share_that_can_not_be_posted_holds_up_no_other_and_is_told(stage: Stage) -> None:
    """Seen before: Share in a group message stopped every Share and digest for good, and said "Shared"."""
    stage.slack.withhold_scopes("mpim:read")
    group = stage.slack.group_dm([stage.cora, stage.ben])
    stage.cora.says("/due Cedar Fire", group)
    stage.cora.sees("Ada Abbott: ASIM Basic")
    stage.cora.presses("Share")
    stage.cora.sees("On its way to the channel")
    told = stage.cora.sees("did not arrive")
    assert "mpim:read" in told.text
    stage.cora.says("/due Cedar Fire", stage.room)
    stage.cora.sees("Ada Abbott: ASIM Basic")
    stage.cora.presses("Share")
    shared = stage.ben.sees("Shared by Cora Diaz")
    assert "Ada" not in shared.text
    assert {each.detail.partition(":")[0] for each in stage.slack.complaints} <= {"conversations.info"}
    stage.slack.forget("complaints")


def test_a_responder_sees_counts_of_an_agency_and_no_names(stage: Stage) -> None:
    stage.ada.says("/due Cedar Fire", stage.room)
    seen = stage.ada.sees("3 people are due")
    assert "Jo Lee" not in seen.text
    assert "Ben" not in seen.text
    assert "leads and emergency managers see names" in seen.text


def test_about_one_person_only_those_it_concerns_are_answered(stage: Stage) -> None:
    stage.ada.says("/due @Ben Flores", stage.room)
    stage.ada.sees("About one person I answer that person, their agency's lead and an emergency manager.")
    stage.ada.says("/due Grove 911", stage.room)  # one person works there
    stage.ada.sees("There are too few people to count without naming one.")
    stage.ben.says("/due")
    stage.ben.sees("Basic Life Support")
    stage.cora.says("/due @Ben Flores", stage.room)
    seen = stage.cora.sees("Ben Flores is due for Basic Life Support.")
    assert "Basic Life Support: due 31 Dec 2026" in seen.text


@pytest.mark.postgres
def test_the_emergency_manager_asks_in_a_mention_and_in_a_direct_message(stage: Stage) -> None:
    stage.dana.says("@Muster who's due for a refresher in Cedar Fire?", stage.room)
    stage.dana.sees("Ada Abbott: ASIM Basic")
    stage.dana.says("who is due for ASIM Basic?")
    stage.dana.sees("Ada Abbott (Cedar Fire Department): ASIM Basic")


def test_more_and_download(stage: Stage) -> None:
    stage.dana.says("/due everyone in 5 years", stage.room)
    stage.dana.sees("people are due")
    stage.dana.presses("Download")
    stage.dana.sees("comes to you in a direct message")
    stage.dana.sees("rows of who is due", seconds=10)


def test_on_another_day_it_is_computed_from_the_records(stage: Stage) -> None:
    stage.dana.says("/due Cedar Fire on 28 February 2025 in 1 day", stage.room)
    stage.dana.sees("Ada Abbott: ASIM Basic, due 1 Mar 2025")


def test_two_people_of_one_name_are_asked_about(stage: Stage) -> None:
    stage.dana.says("/due Jo Lee")
    stage.dana.sees("“Jo Lee” matches 2 people")
    stage.dana.presses("Jo Lee (jolee@birch.example)")
    stage.dana.sees("Jo Lee is due for ASIM Basic")


def test_two_courses_of_one_name_are_asked_about(stage: Stage) -> None:
    stage.dana.says("/due everyone for ASIM")
    stage.dana.sees("“ASIM” matches 2")
    stage.dana.presses("ASIM-B: Everyone, ASIM Basic, due by 31 Jan 2027 (90 days)")
    stage.dana.sees("As I understood it: Everyone, ASIM Basic")


def test_an_unknown_agency_gets_the_nearest(stage: Stage) -> None:
    stage.dana.says("/due Ceder Fyre")
    stage.dana.sees("I can't find any agency, discipline, course or person called “Ceder Fyre”")
    stage.dana.presses("Cedar Fire Department")
    stage.dana.sees("Ada Abbott: ASIM Basic")


def test_a_name_that_looks_like_a_broadcast_stays_a_name(stage: Stage) -> None:
    stage.dana.says("/due max@birch.example in 3 years", stage.room)
    seen = stage.dana.sees("Max <!channel> O'Hara")
    stage.ada.says("/due <!channel>", stage.room)
    stage.ada.sees("<!channel>")
    assert seen.where


def test_the_word_payload_is_a_word(stage: Stage) -> None:
    stage.ada.says("/due payload")
    stage.ada.sees("“payload”")


@pytest.mark.both_doors
def test_the_word_payload_is_a_word_at_both_doors(stage: Stage) -> None:
    stage.ada.says("/muster payload")
    stage.ada.sees("I did not understand “payload”")
