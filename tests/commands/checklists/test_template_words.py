"""What is said of templates and agencies: which one, for whom, and what is asked back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from commands.checklists.template_words import (
    Template,
    TemplateFor,
    agencies_meant,
    templates_there,
    understood,
)
from commands.kit.problems import Refused
from commands.kit.request import Door, Request
from storage.engine import Store
from storage.templates import TemplateSaid, write_template
from tests.commands.checklists.templates_desk import TODAY, Desk, desk
from tests.commands.speaking import NOON, REGION, Speaker
from tests.storage.test_handing_out import RADIO, TRAIL
from words.problems import Unclear


@pytest.fixture
def at(store: Store) -> Desk:
    return desk(store)


@contextmanager
def asking(desk: Desk, speaker: Speaker) -> Iterator[Request]:
    with desk.store.reading() as session:
        yield Request(session, speaker.member, REGION, NOON, TODAY, Door.COMMAND, "a test")


def understands(desk: Desk, said: str) -> tuple[Template, TemplateFor, str]:
    with asking(desk, desk.manager) as request:
        return understood(request, said)


@pytest.mark.parametrize(
    "said",
    [
        "agency-readiness",
        "Agency readiness",
        "agency",
        "AGENCY READINESS please",
        "agency-readiness for",
        "the agency readiness",
    ],
)
def test_a_template_is_named_by_its_key_its_title_or_its_first_words(at: Desk, said: str) -> None:
    template, wanted, left = understands(at, said)
    assert (template.key, wanted.names_some, left) == ("agency-readiness", False, "")


def test_agencies_are_named_one_by_one_by_discipline_and_all_of_them(at: Desk) -> None:
    cedar, oak = at.county.cedar, at.county.oak

    def meant(said: str) -> list[int]:
        with asking(at, at.manager) as request:
            _, wanted, left = understood(request, f"agency-readiness {said}")
            assert left == ""
            return agencies_meant(request, wanted)

    assert meant("for Cedar Fire and Oak Police") == [cedar, oak]
    assert meant("to the Oak Police") == [oak]
    assert meant("for every agency") == [cedar, oak]
    assert meant("for all law agencies") == [oak]
    assert meant("for all fire and law enforcement agencies") == [cedar, oak]
    assert meant("for City of Oak") == [oak]


def test_a_lead_names_their_own_and_every_agency_is_theirs(at: Desk) -> None:
    with asking(at, at.cedar) as request:
        _, ours, _ = understood(request, "agency-readiness for our agency")
        _, every, _ = understood(request, "agency-readiness for every agency")
        assert agencies_meant(request, ours) == agencies_meant(request, every) == [at.county.cedar]
        _, oak, _ = understood(request, "agency-readiness for Oak Police")
        with pytest.raises(Refused, match="not yours"):
            agencies_meant(request, oak)
        assert [each.key for each in templates_there(request)] == ["agency-readiness"]


def test_what_names_no_template_or_several_is_asked_back_with_whom_it_was_for(at: Desk) -> None:
    with at.store.writing() as session:
        write_template(session, TemplateSaid("Radio check for cars"), [RADIO], TRAIL)
        write_template(session, TemplateSaid("Radio plan"), [RADIO], TRAIL)
    template, wanted, left = understands(at, "radio check for cars for Cedar Fire")
    assert (template.title, wanted.agencies, left) == ("Radio check for cars", [at.county.cedar], "")
    with pytest.raises(Unclear, match="matches several templates") as several:
        understands(at, "radio for Cedar Fire")
    assert [each.label for each in several.value.offers] == ["Radio check for cars", "Radio plan"]
    with pytest.raises(Unclear, match="I don't know a template called “agency redyness”") as near:
        understands(at, "agency redyness for Cedar Fire")
    offer = near.value.offers[0]
    assert isinstance(offer.value, TemplateFor)
    assert (offer.value.key, offer.value.agencies) == ("agency-readiness", [at.county.cedar])
    with pytest.raises(Unclear, match="Which template"):
        understands(at, "")
    assert understands(at, "roadmap for Cedar Fire and Elm Rescue")[2] == "Elm Rescue"
    with pytest.raises(Unclear, match="That is 3,001 words"):
        understands(at, "roadmap" + " for Cedar Fire" * 1000)


@pytest.mark.parametrize("said", ["nfpa", "NFPA 3000", "nfpa 3000 please", "active shooter program"])
def test_the_hostile_event_program_is_found_by_what_it_goes_by(store: Store, said: str) -> None:
    assert "Hostile-event program" in desk(store).manager.says(f"checklist template {said}").text
