"""Templates as people speak of them, and what is asked of one line of theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.language.sentences_of_templates import senses_of_templates, templates_named
from files.imports.starting_templates import load_ready_template, ready_template
from storage.audit import Trail
from storage.engine import Store
from tests.commands.speaking import NOON, request_with
from words.problems import Unclear


@pytest.mark.parametrize(
    ("said", "senses"),
    [
        ("set up the roadmap", [("checklist template", "roadmap")]),
        ("hand out the roadmap to Cedar Fire", [("checklist template", "roadmap for Cedar Fire")]),
        ("what templates do we have?", [("checklist templates", "")]),
        ("new template", [("checklist templates new", "")]),
        ("edit the roadmap template", [("checklist templates edit", "roadmap")]),
        ("how far is Cedar Fire with the roadmap?", [("checklist progress", "the roadmap of Cedar Fire")]),
        ("start", []),
    ],
)
def test_what_a_sentence_may_mean(said: str, senses: list[tuple[str, str]]) -> None:
    assert [(each.form, each.text) for each in senses_of_templates(said)][: len(senses)] == senses


def test_a_template_is_named_and_one_line_of_it_is_not_counted(store: Store) -> None:
    ready = ready_template("agency-readiness")
    assert ready is not None
    with store.writing() as session:
        request = replace(request_with(), session=session)
        assert templates_named(request, "agency readiness") == ["agency-readiness"]
        assert templates_named(request, "the roadmap") == ["roadmap"]
        assert templates_named(request, "the") == []
        load_ready_template(session, ready, Trail("a test", "slack", NOON))
        of_all, of_line = senses_of_templates("which agencies have no radio plan on file?")
        assert of_all.fits is not None
        assert of_line.fits is not None
        assert of_line.before is not None
        assert not of_all.fits(request)
        assert of_line.fits(request)
        with pytest.raises(Unclear, match="I count whole lists agency by agency") as asked:
            of_line.before(request)
        assert len(asked.value.offers) == 1
