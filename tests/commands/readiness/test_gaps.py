"""`/readiness gaps` by its words, in every size of region, for whom it is; the dialogue is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest

from commands.exercises import suggesting
from commands.kit.blocks import raw
from commands.kit.problems import Refused
from commands.kit.request import Door, Place
from commands.language.gaps import SHOW_GAPS
from commands.readiness import gaps
from commands.readiness.gaps_views import MATRIX
from practice.judge import judge_message
from readiness.due import EVERYONE
from storage.activity_figures import activity_figures
from storage.audit import AuditKind
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.meetings import MeetingRecord, MeetingState, SeatRecord
from storage.people import AgencyDiscipline, AgencyRecord
from tests.commands.speaking import NOON, Office, Said, audited
from words.problems import Problem, Unclear

NOBODY = "nobody was ever at a tabletop."
EVERY = "every discipline has been at a tabletop."
DISCIPLINES = ("law", "fire", "ems", "dispatch")


def region(store: Store, number: int) -> Office:
    """A region of so many agencies: "Agency 01" is law, "Agency 02" fire, and so on."""
    with store.writing() as session:
        for place in range(1, number + 1):
            name = f"Agency {place:02}"
            record = AgencyRecord(key=name.lower(), name=name, jurisdiction="East" if place % 2 else "West")
            session.add(record)
            session.flush()
            session.add(AgencyDiscipline(agency_id=record.id, discipline=DISCIPLINES[(place - 1) % 4]))
        catalogue_changed(session)
    return Office(store, [*gaps.ENTRIES, *suggesting.ENTRIES])


def held(store: Store, code: str, on: date, kind: str, playing: Sequence[int]) -> None:
    with store.writing() as session:
        made = ExerciseRecord(
            key=code.lower(), code=code, title=f"*{code}* <!here>", type=kind, held_on=on, recorded_at=NOON
        )
        session.add(made)
        session.flush()
        session.add_all(
            ParticipationRecord(exercise_id=made.id, agency_id=each, headcount=5, recorded_at=NOON)
            for each in playing
        )


def first(said: Said) -> str:
    return said.text.split("\n")[0]


def drawn(said: Said) -> list[str]:
    """The lines of the matrix, as it is drawn."""
    [found] = [
        part["elements"][0]["text"]
        for block in said.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_preformatted"
    ]
    return str(found).splitlines()


def test_a_matrix_of_a_few(store: Store) -> None:
    office = region(store, 3)
    held(store, "EX-1", date(2026, 5, 5), "drill", [1, 2])
    held(store, "EX-2", date(2026, 6, 6), "tabletop", [1])
    said = office.responder(1, 1).says("readiness gaps")
    assert first(said) == (
        "2 of 3 pairs of agencies have not played together in 24 months; "
        "Fire and EMS were never at a tabletop."
    )
    assert drawn(said) == [
        "            1 2 3",
        "1 Agency 01 – ● ○",
        "2 Agency 02 ● – ○",
        "3 Agency 03 ○ ○ –",
    ]
    assert "Agency 03: not with Agency 01 and Agency 02" in said.text
    assert "6 Jun 2026, *EX-2* <!here>: Fire, EMS and Dispatch missing" in said.text
    assert said.buttons() == ["What would close the most", "Share"]
    assert (
        office.lead(1, person_id=1).says("readiness gaps").buttons()[0]
        == "Plan the exercise that closes the most"
    )


@pytest.mark.parametrize(
    ("agencies", "playing", "line"),
    [
        (0, [], "No agency is on record yet: an emergency manager brings the roster with /muster import."),
        (1, [], "Agency 01 is the only agency of the region: no pair to play together; " + NOBODY),
        (2, [], "The one pair of agencies has not played together in 24 months; " + NOBODY),
        (2, [1, 2], "The one pair of agencies has played together in 24 months; " + EVERY),
        (3, [1, 2, 3], "All 3 pairs of agencies have played together in 24 months; " + EVERY),
        (3, [], "None of 3 pairs of agencies has played together in 24 months; " + NOBODY),
    ],
)
def test_the_first_line_of_any_region(store: Store, agencies: int, playing: list[int], line: str) -> None:
    office = region(store, agencies)
    if playing:
        held(store, "EX-1", date(2026, 5, 5), "tabletop", playing)
    said = office.manager(person_id=1).says("readiness gaps")
    assert first(said) == line
    assert ("Set up" in said.buttons()) is (not agencies)


def test_more_agencies_than_can_be_seen_are_seen_by_discipline(store: Store) -> None:
    office = region(store, MATRIX + 3)
    held(store, "EX-1", date(2026, 5, 5), "drill", [1, 2, 5])
    said = office.manager(person_id=1).says("readiness gaps")
    assert first(said).startswith("63 of 66 pairs of agencies have not played together in 24 months")
    assert drawn(said) == [
        "         Law Fire EMS Disp",
        "Law       33   22   0    0",
        "Fire      22    0   0    0",
        "EMS        0    0   0    0",
        "Dispatch   0    0   0    0",
    ]
    assert "Law enforcement with Law enforcement 1 of 3 pairs, Fire 2 of 9 pairs" in said.text
    assert "Fewest of 11 partners: Agency 03 0, Agency 04 0, Agency 06 0." in said.text
    one = office.manager(person_id=1).presses(said, "Agency 03")
    assert first(one).startswith("Agency 03 has not played with any of the other 11 in 24 months")


def test_with_whom_nobody_played_is_no_gap_among_them_alone(store: Store) -> None:
    office = region(store, 5)
    held(store, "EX-1", date(2026, 5, 5), "drill", [4, 2])
    manager = office.manager(person_id=1)
    one = manager.says("readiness gaps agencies with dispatch")  # Agency 04 alone
    assert first(one) == first(manager.says("readiness gaps agencies Agency 04"))
    with pytest.raises(Unclear, match="never played with one agency") as asked:
        manager.says("readiness gaps agencies with law")
    assert [each.label for each in asked.value.offers] == [
        "Among law enforcement",
        "With Agency 01",
        "With Agency 05",
    ]


def test_one_agency_is_told_with_whom_a_page_at_a_time(store: Store) -> None:
    office = region(store, 30)
    held(store, "EX-1", date(2025, 5, 5), "drill", [1, 4])
    held(store, "EX-2", date(2026, 5, 5), "drill", [1, 3])
    speaker = office.manager(person_id=1)
    said = speaker.says("readiness gaps Agency 01")
    assert first(said) == (
        "Agency 01 has not played with 27 of 29 agencies in 24 months; it was never at a tabletop."
    )
    assert "Not played with (1 to 20 of 27): Agency 05, Agency 07" in said.text, "neighbours first"
    assert "Last played with: Agency 03 on 5 May 2026, Agency 04 on 5 May 2025." in said.text
    more = speaker.presses(said, "More agencies")
    assert "Not played with (21 to 27 of 27): " in more.text
    assert "More agencies" not in more.buttons()
    assert "26 of 29" not in speaker.says("readiness gaps Agency 01 in 12 months").text
    assert first(speaker.says("readiness gaps Agency 01 in the last year")).startswith(
        "Agency 01 has not played with 28 of 29 agencies in 12 months"
    )


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("siloed", "1 of 2 exercises in 24 months was siloed."),
        ("siloed West", "None of 1 exercise in 24 months was siloed."),
        ("siloed Agency 04", "Nobody of Agency 04 is on record as a player of an exercise in 24 months."),
        ("tabletop", "Fire, EMS and Dispatch were never at a tabletop."),
        ("tabletop law", "Yes: Law enforcement played a tabletop last on 6 Jun 2026."),
        ("tabletop Agency 02", "No: Agency 02 was never at a tabletop."),
        ("agencies", "5 of 6 pairs of agencies have not played together in 24 months."),
        ("positions", "There are no two positions here to have met."),
        ("law", "Agency 01 is the only agency of Law enforcement: no pair to play together; " + EVERY),
    ],
)
def test_each_kind_of_gap_is_answered_in_its_first_line(store: Store, said: str, line: str) -> None:
    office = region(store, 4)
    held(store, "EX-1", date(2026, 5, 5), "drill", [1, 2])
    held(store, "EX-2", date(2026, 6, 6), "tabletop", [1])
    assert first(office.manager(person_id=1).says(f"readiness gaps {said}", Door.DIRECT)) == line


def test_what_is_not_understood_is_said(store: Store) -> None:
    office = region(store, 3)
    speaker = office.manager(person_id=1)
    for said, why in (
        ("Nowhere", "I can't find any agency, discipline or jurisdiction called “Nowhere”"),
        ("in 900 months", "I look back 1 to 120 months, and understood 900"),
        ("in 0 months", "I look back 1 to 120 months, and understood 0"),
    ):
        with pytest.raises(Unclear) as unclear:
            speaker.says(f"readiness gaps {said}")
        assert why in str(unclear.value.not_understood)
    with pytest.raises(Unclear):
        office.lead(1, 2, person_id=1).says("readiness gaps our agency")
    assert first(office.lead(2, person_id=1).says("readiness gaps our agency")).startswith(
        "Agency 02 has not"
    )


def test_it_is_shared_as_slacks_own_table_and_seats_are_not(store: Store) -> None:
    office = region(store, 3)
    with store.writing() as session:
        for of, seated in ((None, 3), (2, 2)):
            meeting = MeetingRecord(
                title="Kickoff",
                agency_id=of,
                held_on=date(2026, 3, 3),
                start_time=time(9),
                state=MeetingState.HELD,
                changed_at=NOON,
                recorded_at=NOON,
            )
            session.add(meeting)
            session.flush()
            name = f"Agency {seated:02}"
            session.add(SeatRecord(meeting_id=meeting.id, place=1, agency_id=seated, name=name))
    speaker = office.manager(person_id=1)
    said = speaker.says("readiness gaps")
    assert "Seats never filled this year: Agency 03." in said.text, "as many as the region's digest counts"
    with store.reading() as session:
        assert activity_figures(session, EVERYONE, NOON.date()).seats_never_filled == 1
    lead = office.lead(2, person_id=2).says("readiness gaps")
    assert "Seats never filled this year: Agency 02." in lead.text
    assert "Seats" not in office.responder(1, 1).says("readiness gaps").text
    post = speaker.presses(said, "Share").post_to("C1")
    assert post.inside_only
    assert "Seats" not in post.message.text
    assert post.message.plain_blocks is not None
    assert [block["type"] for block in raw(post.message.blocks)].count("table") == 1
    for blocks in (post.message.blocks, post.message.plain_blocks):
        judge_message(raw(blocks))
    assert AuditKind.GAPS_SHARED.text in audited(store)[-1]
    nowhere = office.manager(person_id=1)
    nowhere.place = Place("D1", "", is_direct=True)
    direct = nowhere.says("readiness gaps", Door.DIRECT)
    assert nowhere.presses(direct, "As a table").post_to("UMORGAN").message.plain_blocks is not None
    with pytest.raises(Refused):
        nowhere.clicks("gaps.share", {})


def test_a_button_of_what_is_gone_says_so(store: Store) -> None:
    speaker = region(store, 2).manager(person_id=1)
    with pytest.raises(Exception, match="no longer there"):
        speaker.clicks("gaps.show", {"scope": "agency:99"})


@pytest.mark.parametrize("months", [0, 121, 10**6])
def test_a_press_looks_back_no_further_than_words_do(store: Store, months: int) -> None:
    with pytest.raises(Problem, match="I look back 1 to"):
        region(store, 4).manager(person_id=1).clicks(SHOW_GAPS, {"months": months})
