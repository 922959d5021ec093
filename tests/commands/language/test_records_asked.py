"""Of whom and when other records are asked for: understood as said, or asked back; no word is dropped."""

from __future__ import annotations

import pytest

from commands.language.records_asked import Own, records_asked
from readiness.due import ScopeKind
from tests.commands.language.grove import Asker
from tests.commands.language.records_said import request_of
from words.problems import Unclear

OWN = Own(
    "parades",
    "/parade Cedar Fire",
    {"": "parade | parades | list | watch", "long": "long | very long"},
    takes=frozenset((ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.PERSON)),
    shared=True,
)
UNDERSTOOD = (
    ("parades", "everyone ", "", "dana"),
    ("list the parades of Cedar Fire and Elm PD", "CedarFD+ElmPD ", "", "dana"),
    ("parades in fire except Cedar Fire since June", "discipline:fire -CedarFD 2026-06-01..", "", "dana"),
    ("which very long parades are there next month", "everyone 2026-12-01..2026-12-31", "long", "dana"),
    ("parades for us in Q1 2027", "CedarFD 2027-01-01..2027-03-31", "", "cora"),
    ("our parades by June", "CedarFD ..2027-06-30", "", "cora"),
    ("parades of 2025", "everyone 2025-01-01..2025-12-31", "", "dana"),
    ("parades we watch", "CedarFD ", "", "cora"),
    ("what parades do we have", "CedarFD ", "", "cora"),
    ("parades we have with Elm PD", "ElmPD ", "", "cora"),
    ("show us the parades", "everyone ", "", "cora"),
    ("what parades do we have", "everyone ", "", "dana"),
    ("parades on 14 December", "everyone 2026-12-14..2026-12-14", "", "dana"),
)
ASKED_BACK = (
    "parades in grace",
    "purple parades",
    "parades at Ceder Fire",
    "parades of BLS",
    "parades last month and next month",
    "parades except",
    "parades of Cedar Fire Elm PD",
    "parades at Cedar",
    "parades as of July 1",
    "overdue parades",
    "parades of Noor Dahl except Cedar Fire",
    "my parades except Cedar Fire",
    "parades both Cedar Fire and Elm PD watch",
)


def _short(grove: Asker, text: str, who: str) -> tuple[str, str]:
    found = records_asked(request_of(grove, who, text), OWN)
    asked = found.asked
    scopes = "+".join(sorted(map(grove._name, asked.scopes))) or "everyone"
    away = "".join(f"-{grove._name(each)} " for each in asked.without)
    time = f"{asked.since or ''}..{asked.by or ''}" if asked.since or asked.by else ""
    return f"{scopes} {away}{time}", " ".join(sorted(found.marks))


def test_names_times_and_marks_are_read_in_any_order(grove: Asker) -> None:
    told = {text: _short(grove, text, who) for text, *_, who in UNDERSTOOD}
    assert told == {text: (meant, marks) for text, meant, marks, _ in UNDERSTOOD}


@pytest.mark.parametrize("text", ASKED_BACK)
def test_what_is_not_understood_is_asked_back(grove: Asker, text: str) -> None:
    with pytest.raises(Unclear):
        records_asked(request_of(grove, text=text), OWN)


def test_a_question_of_sixty_words_is_none(grove: Asker) -> None:
    with pytest.raises(Unclear, match="words"):
        records_asked(request_of(grove, text="parades " * 60), OWN)
