"""Templates in Slack: sent to whoever asks for one, by a sentence, a menu, or from the form."""

from __future__ import annotations

import io

import openpyxl
import pytest

from commands.kit.problems import Refused
from commands.kit.reply import Post
from commands.region import import_templates, importing
from storage.engine import Store
from tests.commands.speaking import Office, small_county
from words.problems import Problem, Unclear


@pytest.fixture
def office(store: Store) -> Office:
    small_county(store)
    return Office(store, (*importing.ENTRIES, *import_templates.ENTRIES))


def sheet_in(post: Post) -> str:
    assert post.file is not None
    assert isinstance(post.file.content, bytes)
    return str(openpyxl.load_workbook(io.BytesIO(post.file.content)).sheetnames[0])


def test_the_template_of_a_kind_comes_by_direct_message(office: Office) -> None:
    said = office.manager().says("muster import template Roster")
    assert said.text == "The template for roster comes to you in a direct message."
    [post] = said.posts
    assert (post.to, sheet_in(post)) == ("UMORGAN", "roster")
    assert "gray example, which is left out" in post.message.text


def test_without_a_kind_it_is_asked(office: Office) -> None:
    said = office.manager().says("muster import template")
    assert "Which template?" in said.text
    [post] = office.manager().chosen("import.template_of", "courses").posts
    assert sheet_in(post) == "courses"
    with pytest.raises(Problem):
        office.manager().chosen("import.template_of", "spells")
    with pytest.raises(Unclear, match="no kind of import"):
        office.manager().says("muster import template spells")
    with pytest.raises(Refused):
        office.lead(1).says("muster import template roster")


def test_the_form_that_brings_a_file_has_it_too(office: Office) -> None:
    opened = office.manager().says("muster import")
    assert "Get a template" in str(opened.reply.modal and opened.reply.modal.to_dict())
    said = office.manager().clicks("import.template", {})
    assert "Choose first" in str(said.reply.updated and said.reply.updated.to_dict())
