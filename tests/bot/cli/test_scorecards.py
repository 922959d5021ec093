"""`muster scorecard`: of the region and an agency, its bars and its items; and the answers taken away."""

from __future__ import annotations

import pytest

from readiness.scorecard import Answer
from storage.audit import Trail
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.scorecards import say
from tests.bot.cli.conftest import Muster
from tests.commands.speaking import NOON


@pytest.fixture
def answered(small: Store) -> Store:
    with small.writing() as session:
        agency = catalogue_of(session).agency_named("Cedar Fire")
        assert agency is not None
        trail, day = Trail("=lead@x.gov", "a test", NOON), NOON.date()
        say(session, agency.key, {"own-procedure": Answer(4, "=sog 12", day)}, {}, trail, day)
        say(session, agency.key, {"common-terms": Answer(3)}, {}, trail, day)
    return small


@pytest.mark.usefixtures("answered")
def test_bars_and_items_of_whoever_was_said(muster: Muster) -> None:
    said = muster("scorecard", "for", "Cedar", "Fire", "--format", "csv", "--on", "2026-11-02")
    assert said.status == 0, said.err
    lines = said.out.splitlines()
    assert lines[0] == "category,claimed,proven,next,would_be"
    assert len(lines) == 6
    assert lines[1].startswith("Policy & Planning,50,50,")
    again = muster("scorecard", "--agency", "Cedar Fire", "--format", "csv", "--on", "2026-11-02")
    assert again.out == said.out
    items = muster("scorecard", "Cedar Fire", "--items", "--format", "csv", "--on", "2026-11-02").out
    assert "Communications & Coordination,common-terms,3,1,,," in items
    region = muster("scorecard", "--items", "--format", "csv", "--on", "2026-11-02").out.splitlines()
    assert len(region) == 21
    assert muster("scorecard", "Nowhere", "Fire").status == 2
    assert "I can't find any agency" in muster("scorecard", "law").err


@pytest.mark.usefixtures("answered")
def test_what_was_said_is_taken_away(muster: Muster) -> None:
    lines = muster("export", "scorecards", "--format", "csv").out.splitlines()
    assert lines[0] == "agency,category,item,points,evidence,evidence_on,said_on,recorded_by,recorded_on"
    assert len(lines) == 3
    assert "'=sog 12" in lines[1]
