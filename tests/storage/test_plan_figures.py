"""What figures say of shared plans: counted where the course may be, agencies however few."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commands.readiness.digest_post_views import digest_message
from commands.readiness.digest_views import how_message
from commands.readiness.overview_views import PartKind, PartsAsked, overview, parts_message
from readiness.due import Scope
from storage.audit import Trail
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.figures import Figures
from storage.plans import RevisionRecord
from storage.revising import Wording, adopt, take_back_revision, write_plan, write_revision
from storage.training import RequirementRecord
from tests.commands.speaking import NOON
from tests.jobs.county import seed
from tests.storage.test_figures import HOW, REGION, STAFFS, TITLES, TODAY, counted, judged

TRAIL = Trail("a test", "slack", NOON)
MONTH = timedelta(days=31)


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, STAFFS, TITLES)


def planned(store: Store, agencies: dict[str, int]) -> int:
    """Two revisions: Cedar adopted the one in force, Oak the older; the people's three months lie between."""
    with store.reading() as session:
        asim = next(iter(catalogue_of(session).courses))
    with store.writing() as session:
        plan = write_plan(session, None, "Shooter plan", [asim], TRAIL, TODAY)
        old = write_revision(session, plan.id, None, Wording("2", date(2020, 1, 1)), TRAIL, TODAY)
        new = write_revision(session, plan.id, None, Wording("3", TODAY - 6 * MONTH), TRAIL, TODAY)
        adopt(session, new.id, [agencies["Cedar Fire"]], TODAY, TRAIL)
        adopt(session, old.id, [agencies["Oak Police"]], TODAY, TRAIL)
        return new.id


@pytest.mark.postgres
def test_who_is_trained_on_it_and_who_adopted_it(store: Store, county: dict[str, int]) -> None:
    before = counted(store)
    assert before.plans == []
    new = planned(store, county)
    found = counted(store)
    [plan] = found.plans
    assert (plan.revision, plan.agencies, plan.adopted, plan.on_older, plan.adopted_none) == ("3", 4, 1, 1, 2)
    asim = next(each for each in found.courses if each.course in plan.courses)
    assert asim.counts.on_plan == asim.counts.current - asim.counts.due_soon
    assert asim.counts.on_plan is not None
    line = (
        f"Shooter plan 3: {asim.counts.on_plan} of the {asim.counts.current} current in {asim.name} "
        f"trained on it ({asim.counts.share_on_plan}%); "
        "1 agency adopted it, 1 on an older one, 2 none"
    )
    courses = parts_message(found, REGION, PartsAsked(part=PartKind.COURSES))
    digest, shown = digest_message(found, before, REGION, HOW), overview(found, REGION, HOW, True)
    for message in (digest, shown, courses):
        judged(message)
    for message in (digest, courses):
        assert f"{asim.counts.on_plan} of the {asim.counts.current} on today's plan" in message.text
    assert line in shown.text
    assert "Plans adopted: Shooter plan 3 by 1 of 4" in digest.text
    assert "last trained on or after" in how_message(found, NOON, REGION).text

    cedar = overview(counted(store, Scope.agency(county["Cedar Fire"])), REGION, HOW, True).text
    assert "trained on it (71%); adopted" in cedar
    assert (
        "an older revision is adopted"
        in overview(counted(store, Scope.agency(county["Oak Police"])), REGION, HOW, True).text
    )

    with store.writing() as session:
        take_back_revision(session, session.get_one(RevisionRecord, new), "a mistake", TRAIL, TODAY)
    after = counted(store)
    assert after.plans[0].revision == "2"
    assert after.plans[0].adopted == 1, "who adopted what was taken back adopted nothing"
    said = digest_message(after, found, REGION, HOW).text
    assert "Shooter plan 2 is in force, since 1 Jan 2020." in said


def test_the_figures_of_an_older_digest_still_load(store: Store, county: dict[str, int]) -> None:
    planned(store, county)
    kept = counted(store).model_dump(mode="json")
    kept.pop("plans")
    for each in kept["courses"]:
        each["counts"].pop("on_plan")
    older = Figures.model_validate(kept)
    assert older.plans == []
    assert older.courses[0].counts.on_plan is None
    said = digest_message(counted(store), older, REGION, HOW).text
    assert "took effect" not in said, "what has long been in force is no news"


def test_too_few_to_count_are_in_no_share_of_a_plan(store: Store, county: dict[str, int]) -> None:
    planned(store, county)
    with store.writing() as session:
        for row in session.query(RequirementRecord):
            if catalogue_of(session).courses[row.course_id].code == "ASIM-B":
                row.disciplines = "dispatch"  # one person
        catalogue_changed(session)
    said = overview(counted(store), REGION, HOW, True).text
    assert "Shooter plan 3: 1 agency adopted it, 1 on an older one, 2 none" in said
    assert "trained on it" not in said
    assert "on today's plan" not in said
    assert "0 of the 0" not in overview(counted(store, fewest=1), REGION, HOW, True).text
