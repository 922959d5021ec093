"""The form that hands a template out: what it takes, what it shows first, what it does."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.problems import Wrong
from storage.engine import Store
from tests.commands.checklists.templates_desk import Desk, desk, filled, view_of
from tests.commands.speaking import Said, Speaker, audited

GOOD = {"template": "agency-readiness", "whom": "every", "first_day": "2026-11-09"}


@pytest.fixture
def at(store: Store) -> Desk:
    return desk(store)


def submitted(speaker: Speaker, **more: Any) -> Said:
    opened = speaker.clicks("template.handing", {"key": "agency-readiness"})
    return speaker.submits(opened, **{**GOOD, **more})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("template", "roadmap"),
        ("template", "no such one"),
        ("whom", ""),
        ("first_day", "2026-11-01"),
        ("first_day", "2028-11-01"),
        ("first_day", "tomorrow"),
        ("disciplines", ["army"]),
        ("agencies", ["999"]),
    ],
)
def test_what_no_form_of_ours_sends_is_said_at_its_field(at: Desk, field: str, value: Any) -> None:
    with pytest.raises(Wrong) as wrong:
        submitted(at.manager, **{field: value})
    assert list(wrong.value.fields) == [field]
    assert audited(at.store) == []


def test_it_is_shown_before_anything_is_handed_out_and_the_day_counts(at: Desk) -> None:
    with pytest.raises(Wrong, match="Choose agencies, a discipline"):
        submitted(at.manager, whom="chosen")
    shown = submitted(at.manager, whom="chosen", disciplines=["law"], agencies=[str(at.county.cedar)])
    assert "new for 2 agencies. Nothing is handed out yet." in str(
        shown.reply.updated and shown.reply.updated.to_dict()
    )
    assert audited(at.store) == []
    done = at.manager.submits(shown)
    assert "The first is due 9 Dec 2026." in done.text
    assert done.reply.closes
    nothing = submitted(at.manager)
    assert "Nothing is left to hand out" in view_of(nothing)
    assert "2 agencies have" not in at.manager.submits(nothing).text


def test_what_is_there_is_brought_up_to_date_where_that_is_chosen(at: Desk) -> None:
    at.manager.says("checklist template agency-readiness for Cedar Fire")
    added = at.manager.clicks("template.line", {"key": "agency-readiness"})
    filled(at.manager, added, text="Keys to schools are on file", owner="lead", evidence="no")
    done = at.manager.submits(submitted(at.manager), updates="update")
    assert "to Oak Police" in done.text
    assert "The list is up to date. Items: 1 added." in done.text


def test_a_lead_is_offered_their_own_agencies_and_the_templates_for_agencies(at: Desk) -> None:
    assert list(at.cedar.looks_up("template.out/agencies", "")) == ["Cedar Fire Department"]
    assert list(at.manager.looks_up("template.out/agencies", "")) == ["Cedar Fire Department", "Oak Police"]
    assert at.manager.looks_up("template.out/template", "read") == {"Agency readiness": "agency-readiness"}
    done = at.cedar.submits(submitted(at.cedar))
    assert "to Cedar Fire Department." in done.text
    with pytest.raises(Wrong):
        submitted(at.cedar, whom="chosen", disciplines=["law"])
