"""Adding people to a class: chosen or listed, each once; nothing of a list that is not understood whole."""

from __future__ import annotations

import pytest

from commands.kit.problems import Wrong
from commands.training.closing_views import ADD, Closing
from storage.engine import Store
from tests.commands.training.test_closing import shown, speaker
from tests.conversations.classes import a_class, listed, person, press


def test_whoever_was_there_is_added_once_and_a_list_is_asked_about(county_store: Store) -> None:
    key = a_class(county_store)
    press(county_store, key, "ada@grove.example", left=True)
    ben = speaker(county_store, "ben@grove.example")
    form = ben.clicks(ADD, Closing(class_id=key).model_dump())
    for nobody in ({}, {"pasted": "Zed Zorn"}):
        with pytest.raises(Wrong) as wrong:
            ben.submits(form, **nobody)
    assert "“Zed Zorn” is nobody on the roster." in wrong.value.fields["pasted"]
    assert "Nothing was recorded." in wrong.value.fields["pasted"]
    several = shown(ben.submits(form, pasted="Zed Zorn\nJo Lee"))
    assert "• “Zed Zorn” is nobody on the roster.\\n• “Jo Lee” matches Jo Lee" in several
    assert "Perhaps" not in several.partition("matches")[2], "who fits is named once"
    assert "/muster people, or an import.\\nNothing was recorded." in several

    lines = "1. Max O'Hara\nmax@birch.example\nLou Itto\nJo Lee\nEve Nakamura, Grove 911\nEve Nakamura"
    said = shown(ben.submits(form, pasted=lines))
    assert "Named more than once in the list, and counted once: Max <!channel> O'Hara and" in said
    assert "“Lou Itto” is nobody on the roster. Perhaps Lou Ito (Birch Police Department)?" in said
    assert "“Jo Lee” matches Jo Lee" in said
    assert listed(county_store, key) == ["Ada Abbott"], "nothing half written"

    with county_store.reading() as session:
        chosen = [str(person(session, each)) for each in ("pat@birch.example", "ada@grove.example")]
    done = ben.submits(form, people=chosen, pasted="Lou Ito\npat@birch.example")
    assert "Added: Pat Quinn and Lou Ito." in shown(done)
    assert "Not marked as leaving early any more: Ada Abbott." in shown(done)
    assert "Pat Quinn, Birch Police Department: added" in shown(done)
    again = shown(ben.submits(form, pasted="Lou Ito"))
    assert "Nobody was added. 1 person was on the list already: nobody is on it twice." in again
    found = ben.looks_up("class.adding/people", "nakam", Closing(class_id=key).model_dump())
    assert list(found) == ["Eve Nakamura (Grove 911)"]
