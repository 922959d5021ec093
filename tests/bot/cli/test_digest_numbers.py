"""A digest says what the command line says, to the digit: over all of Grove County.

The rule of small counts leaves no course of these scopes out; where it does, the command line, which may name
everybody, has a course that a digest has not.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

from readiness.due import EVERYONE, Scope
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.figures import Figures, figures
from storage.region import Region
from tests.bot.cli.conftest import Muster
from tests.conftest import ONLY_WHOLE
from tests.readiness.county import COUNTIES

DAY = date(2026, 11, 1)
FIRE = "Cedar Fire Department"
PARTS = ("required", "current", "due_soon", "grace", "expired", "never", "new", "on_leave", "waived")


@ONLY_WHOLE
def test_the_digest_and_the_command_line_agree(store: Store, muster: Muster, tmp_path: Path) -> None:
    folder = shutil.copytree(COUNTIES / "grove", tmp_path / "grove")
    assert muster("import", "county", folder, "--yes").status == 0
    fewest = Region(timezone="America/Chicago").smallest_count
    with store.reading() as session:
        catalogue = catalogue_of(session)
        fire = catalogue.agency_named(FIRE)
        assert fire is not None
        codes = {key: each.code for key, each in catalogue.courses.items()}
        positions = {key: each.code for key, each in catalogue.positions.items()}
        for scope, option in ((EVERYONE, ()), (Scope.agency(fire.key), ("--agency", FIRE))):
            found = figures(session, scope, DAY, fewest, with_activity=True)
            assert found.hidden == [], "no course of these is asked of too few"
            agrees(found, muster, option, codes, positions)
        states = Counter(row["state"] for row in asked(muster, "actions"))
        everyone = figures(session, EVERYONE, DAY, fewest, with_activity=True)
    assert everyone.activity is not None
    kept = everyone.activity.actions.model_dump(exclude={"most_overdue"})
    assert kept == {state: states[state] for state in kept}
    assert sum(kept.values()) + states["not_doing"] == sum(states.values())
    assert kept["overdue"] >= sum(each.overdue for each in everyone.activity.actions.most_overdue) > 0


def agrees(
    found: Figures,
    muster: Muster,
    option: tuple[str, ...],
    codes: dict[int, str],
    positions: dict[int, str],
) -> None:
    """Coverage of each course and in all, what falls due, and how many teams deep."""
    rows = {row["course"]: row for row in asked(muster, "coverage", *option)}
    assert {codes[each.course] for each in found.courses} == rows.keys()
    for each in found.courses:
        said = {part: int(rows[codes[each.course]][part]) for part in PARTS}
        assert {part: getattr(each.counts, part) for part in PARTS} == said
    totals = {part: sum(int(row[part]) for row in rows.values()) for part in PARTS}
    assert {part: getattr(found.overall, part) for part in PARTS} == totals
    for days, count in found.due.items():
        due = asked(muster, "due", "--within", str(days), *option)
        assert sum(row["status"] in ("due_soon", "new") for row in due) == count
    [teams] = asked(muster, "teams", *option)
    assert found.teams is not None
    assert str(found.teams.teams) == teams["teams"]
    assert [positions[key] for key in found.teams.short_of] == teams["short_of"].split(";")
    if found.teams.people is not None:
        assert (str(found.teams.people), str(found.teams.wanted)) == (teams["people"], teams["wanted"])


def asked(muster: Muster, *words: str) -> list[dict[str, str]]:
    """The rows of an answer of the command line."""
    said = muster(*words, "--on", DAY.isoformat(), "--format", "csv")
    assert said.status == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))
