"""`/readiness teams` by its words, its counts and its digest; the dialogue is in tests/conversations."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.problems import Refused
from commands.kit.request import Door
from commands.readiness import digests, overview, teams
from commands.readiness.digest_post_views import digest_message
from commands.readiness.teams_views import Deep, shared_message
from practice.judge import judge_message
from readiness.positions import Bench
from readiness.vocabulary import ExerciseType
from storage.audit import Trail
from storage.engine import Store
from storage.exercises import ExerciseRecord
from storage.figures import Figures
from storage.people import AffiliationRecord
from storage.position_changes import PositionTerms, add_position
from storage.taking_part import Part, take_part
from storage.team_figures import PositionFigures, TeamFigures
from tests.commands.speaking import NOON, Office
from tests.storage.test_figures import HOW, REGION, TODAY, charts, counted, judged
from words.amounts import ordinal
from words.problems import Unclear

TRAIL = Trail("a test", "slack", NOON, "a sentence")


@pytest.fixture
def office(store: Store, county: dict[str, int]) -> Office:
    """Cedar Fire's ten could take Transport, two of them and Oak's six Rescue; four played each."""
    with store.writing() as session:
        trail = Trail("a test", "slack", NOON)
        keys = [
            add_position(session, terms, trail).id
            for terms in (
                PositionTerms("TRANSPORT", "<!channel> *Transport*", ["fire"]),
                PositionTerms("RESCUE", "Rescue", ["fire", "law"], needed=2),
                PositionTerms("DISPATCH", "Dispatch", ["dispatch"], needed=0),
            )
        ]
        exercise = ExerciseRecord(
            key="ex",
            code="EX",
            title="Drill",
            type=ExerciseType.DRILL,
            held_on=date(2026, 8, 1),
            recorded_at=NOON,
        )
        session.add(exercise)
        session.flush()
        members = session.query(AffiliationRecord).order_by(AffiliationRecord.id)
        of = {key: [row.person_id for row in members.filter_by(agency_id=key)] for key in county.values()}
        cedar, oak = of[county["Cedar Fire"]], of[county["Oak Police"]]
        plays = [(county["Cedar Fire"], each, keys[0]) for each in cedar[:4]]
        plays += [(county["Oak Police"], each, keys[1]) for each in oak[:5]]
        plays += [(county["Solo Dispatch"], of[county["Solo Dispatch"]][0], keys[2])]
        parts = [Part(agency, person, position_id=position) for agency, person, position in plays]
        take_part(session, exercise, parts, TRAIL, verified=True)
    return Office(store, [*teams.ENTRIES, *overview.ENTRIES, *digests.ENTRIES])


@pytest.mark.parametrize(
    "said",
    [
        "readiness teams",
        "readiness teams tonight everyone",
        "readiness teams how many full teams could we all put in the field right now?",
        "readiness teams on 2 November 2026",
    ],
)
def test_the_question_in_any_words_is_one_question(office: Office, said: str) -> None:
    answer = office.manager(person_id=1).says(said, Door.DIRECT)
    assert answer.text.startswith("The region is 2 teams deep tonight; the third fails at Rescue (5 of 6).")


def test_what_names_no_scope_and_no_day_is_asked_about(office: Office, county: dict[str, int]) -> None:
    manager = office.manager(person_id=1)
    with pytest.raises(Unclear, match="Seder") as back:
        manager.says("readiness teams Seder Fire 1 March 2027")
    assert any("1 Mar 2027" in offer.label for offer in back.value.offers)
    with pytest.raises(Unclear, match="one day"):
        manager.says("readiness teams tonight on 3 March 2027")
    with pytest.raises(Unclear, match="no day in the calendar"):
        manager.says("readiness teams 31 February 2027")
    for said in ("in 90 days", "within 3 months"):
        ahead = manager.says(f"readiness teams Cedar Fire {said}").text
        assert "deep on 31 Jan 2027" in ahead or "deep on 2 Feb 2027" in ahead
    with pytest.raises(Unclear, match="further away"):
        manager.says("readiness teams in 900 years")
    ours = office.lead(county["Cedar Fire"], person_id=1).says("readiness teams could our agency field")
    assert ours.text.startswith("Cedar Fire is 0 teams deep tonight; the first fails at Rescue (0 of 2).")


def test_those_who_may_not_name_get_today_and_no_count_of_a_few(
    office: Office, county: dict[str, int]
) -> None:
    ray = office.responder(1, county["Cedar Fire"])
    said = ray.says("readiness teams")
    assert "Rescue: 5 current, 6 wanted for 3 teams" in said.text
    assert "Recorded, not needed" not in said.text, "one dispatcher is a name"
    assert "Plan the exercise that fixes it" not in said.buttons()
    manager = office.manager(person_id=1).says("readiness teams")
    assert "Recorded, not needed for a team: Dispatch 1" in manager.text
    assert manager.buttons() == ["Plan the exercise that fixes it", "Share"]
    for refused in (
        "readiness teams Solo Dispatch",
        "readiness teams Lone School",
        "readiness teams 1 Jul 2026",
    ):
        with pytest.raises(Refused):
            ray.says(refused)
    with pytest.raises(Refused):
        ray.clicks("teams.share", {"scope": f"agency:{county['Solo Dispatch']}"})


def test_a_digest_keeps_how_deep_it_was_and_tells_what_moved(office: Office) -> None:
    now = counted(office.store)
    before = now.model_copy(
        update={"as_of": date(2026, 10, 26), "teams": now.teams and now.teams.model_copy(update={"teams": 4})}
    )
    kept = Figures.model_validate(before.model_dump(mode="json"))
    assert kept == before
    said = digest_message(now, kept, REGION, HOW).text
    assert "Teams deep: 2 (4 before); the third fails at Rescue (5 of 6)" in said
    assert "How many teams deep we are moved" in said
    older = before.model_dump(mode="json")
    del older["teams"]
    assert "Nothing moved." in digest_message(now, Figures.model_validate(older), REGION, HOW).text


def test_titles_stay_text_and_the_chart_has_short_labels() -> None:
    positions = [
        PositionFigures(
            position=1, title="<!channel> ```Transport``` and so on", needed=1, bench=Bench(12, 1, 2, 3)
        ),
        PositionFigures(position=2, title="Rescue", needed=2, bench=Bench(19)),
    ]
    found = TeamFigures(teams=9, short_of=[2], people=19, wanted=20, positions=positions)
    message = shared_message(Deep("Grove", found, TODAY, TODAY), "Ada", "For official use")
    assert message.text.startswith("Grove is 9 teams deep tonight; the tenth fails at Rescue (19 of 20).")
    [chart] = charts(judged(message))
    assert [each["name"] for each in chart["series"]] == ["Current", "For 10 teams"]
    assert all(len(label) <= 20 for label in chart["axis_config"]["categories"])
    assert message.plain_blocks is not None
    drawn = [each.to_dict() for each in message.plain_blocks if each.type == "rich_text"]
    assert "█████████░ 19 / 20" in str(drawn)
    judge_message(drawn)


@pytest.mark.parametrize(
    ("number", "said"), [(1, "first"), (20, "twentieth"), (21, "21st"), (112, "112th"), (1003, "1,003rd")]
)
def test_places_in_a_row_are_said(number: int, said: str) -> None:
    assert ordinal(number) == said
