"""What asks for gaps or for the next exercise in words, and what only sounds like it."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.language.sentences import resolve
from words.problems import Unclear

REGISTRY = registry()


@pytest.mark.parametrize(
    ("said", "form", "text"),
    [
        ("Who has never played together?", "readiness gaps", "agencies"),
        ("who hasn't played together lately", "readiness gaps", "agencies"),
        ("please show me which agencies have not exercised together yet", "readiness gaps", "agencies"),
        (
            "which agencies have never drilled with each other in City of Cedar?",
            "readiness gaps",
            "agencies City of Cedar",
        ),
        (
            "Which agencies have never exercised with Cedar Fire?",
            "readiness gaps",
            "agencies with Cedar Fire",
        ),
        (
            "who has not played with Cedar Fire in the last two years?",
            "readiness gaps",
            "agencies with Cedar Fire in the last two years",
        ),
        ("who haven’t we played with yet?", "readiness gaps", "agencies with our"),
        ("who has Cedar Fire never exercised with?", "readiness gaps", "agencies with Cedar Fire"),
        ("what are our gaps?", "readiness gaps", "our"),
        ("What's our biggest gap", "readiness gaps", "our"),
        ("gaps", "readiness gaps", ""),
        ("where are the gaps in fire?", "readiness gaps", "fire"),
        ("what gaps does Oak Police have?", "readiness gaps", "Oak Police"),
        ("which exercises were siloed?", "readiness gaps", "siloed"),
        ("were any exercises siloed?", "readiness gaps", "siloed"),
        ("how many of our drills were in silos?", "readiness gaps", "siloed"),
        ("siloed exercises of Cedar Fire", "readiness gaps", "siloed Cedar Fire"),
        ("Has dispatch ever been at a tabletop?", "readiness gaps", "tabletop dispatch"),
        ("when was Grove 911 last at a tabletop exercise?", "readiness gaps", "tabletop Grove 911"),
        ("which disciplines have never been at a tabletop?", "readiness gaps", "tabletop"),
        ("who has never been to a ttx", "readiness gaps", "tabletop"),
        ("who has never done a tabletop?", "readiness gaps", "tabletop"),
        ("which agencies haven't run a tabletop yet?", "readiness gaps", "tabletop"),
        ("which disciplines have never attended a tabletop exercise", "readiness gaps", "tabletop"),
        ("who has never taken part in a ttx?", "readiness gaps", "tabletop"),
        ("when did we last train with Grove 911?", "readiness together", "we and Grove 911"),
        ("did we ever work with Oak Police?", "readiness together", "we and Oak Police"),
        ("when did Cedar Fire last train with Oak Police", "readiness together", "Cedar Fire and Oak Police"),
        ("which positions have never met?", "readiness gaps", "positions"),
        ("what positions have never been in one run", "readiness gaps", "positions"),
        ("Has Cedar Fire ever played with Oak Police?", "readiness together", "Cedar Fire and Oak Police"),
        ("have we ever exercised with Oak Police", "readiness together", "we and Oak Police"),
        (
            "have Cedar Fire and Oak Police played together yet?",
            "readiness together",
            "Cedar Fire and Oak Police",
        ),
        ("when did Cedar Fire last drill with Grove 911?", "readiness together", "Cedar Fire and Grove 911"),
        ("have Triage and Transport leads ever met?", "readiness together", "Triage and Transport leads"),
        ("Have Triage and Tactical ever been in one run?", "readiness together", "Triage and Tactical"),
        ("What should our next exercise be?", "exercise suggest", ""),
        ("which exercise should we plan next", "exercise suggest", ""),
        ("what should we exercise next?", "exercise suggest", ""),
        ("suggest an exercise for Cedar Fire, please", "exercise suggest", "Cedar Fire"),
        ("what exercise would close the most gaps?", "exercise suggest", ""),
    ],
)
def test_it_is_understood(said: str, form: str, text: str) -> None:
    found, behind = resolve(REGISTRY, said)
    assert (found.says, behind) == (form, text)


@pytest.mark.parametrize(
    "said",
    [
        "who is due in Cedar Fire?",
        "who has never taken ASIM Basic?",
        "I played Transport at the Vine drill yesterday",
        "how many teams are ready tonight?",
        "plan a tabletop next Friday",
        "which exercises are coming?",
        "who played at the Vine drill?",
        "what is our next meeting?",
        "what should I take next?",
        "did I play with Cedar Fire?",
        "has Ben Flores logged ASIM Basic and BLS?",
    ],
)
def test_what_only_sounds_like_it_is_not(said: str) -> None:
    try:
        found, _ = resolve(REGISTRY, said)
    except Unclear:
        return
    assert found.says not in ("readiness gaps", "exercise suggest", "readiness together")
