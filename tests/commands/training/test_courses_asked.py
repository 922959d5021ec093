"""What is asked of the speaker and of an agency: the first line answers; a course nobody knows is named."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.training.courses_desk import office_of, person_id
from tests.conversations import county
from words.problems import Unclear


def test_the_first_line_answers_and_what_is_unknown_is_named(county_store: Store) -> None:
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    ada = office_of(county_store).responder(person_id(county_store, "ada@grove.example"), cedar)
    asks = "training courses mine "
    bls = ada.says(asks + "how often do I need BLS?").text
    assert "Basic Life Support (BLS): every 24 months, at the end of the month; you are current until" in bls
    assert "ASIM" not in bls
    both = ada.says(asks + "how often do I need BLS and Swift Water?").text
    assert both.index("I don't know a course, agency or discipline called “Swift Water”.") < both.index(
        "Basic Life"
    )
    with pytest.raises(Unclear, match="I don't know a course, agency or discipline called “CPR”"):
        ada.says(asks + "How often do I have to do CPR?")
    mine = ada.says(asks + "is asim-a asked of me?").text
    assert "No: ASIM Advanced (ASIM-A) is not required of you today." in mine
    assert "Yes: Basic Life Support (BLS): every 24 months" in ada.says(asks + "is BLS required for me?").text
    assert "No: ASIM" not in ada.says(asks + "how often is ASIM-A required for me?").text
    fire = ada.says(asks + "what is asked of Cedar Fire, and how often?").text
    assert "What is asked of Cedar Fire Department\n2 courses are asked of those of Cedar Fire" in fire
    assert "Basic Life Support (BLS): every 24 months, at the end of the month. Of EMS and Fire" in fire
    assert "current" not in fire
    police = ada.says(asks + "is BLS required of police?").text
    assert "No: Basic Life Support (BLS) is not required of Law enforcement today." in police
    required = ada.says(asks + "is BLS required for Cedar Fire?").text
    assert "Yes: Basic Life Support (BLS): every 24 months" in required
    neither = ada.says(asks + "isn't BLS not required of police?").text
    assert "No:" not in neither
    assert "Of whom" not in police
    assert "Courses" in ada.says(asks + "what is asked of everybody?").text
    with pytest.raises(Unclear, match="One at a time"):
        ada.says(asks + "what is asked of Cedar Fire and Birch Police?")
