"""What a sentence is taken for, and what is said to it, without a conversation around it."""

from __future__ import annotations

from functools import cache

from commands.all import registry
from commands.kit.blocks import raw
from commands.kit.member import Member
from commands.kit.registry import Registry
from commands.kit.request import Door
from commands.language.sentences import resolve
from storage.engine import Store
from tests.commands.speaking import WORKSPACE, Clock, Said, Speaker, buttons_in
from tests.conversations import county
from words.problems import Unclear

CEDAR = "Cedar Fire Department"


@cache
def everything() -> Registry:
    """All that Muster answers to."""
    return registry()


def means(sentence: str) -> tuple[str, str]:
    """The form a sentence means, and what is for it; "?" for one that is asked back."""
    try:
        form, text = resolve(everything(), sentence)
    except Unclear:
        return "?", ""
    return form.says, text


def asked_back(sentence: str) -> Unclear:
    """How a sentence is asked back."""
    try:
        form, text = resolve(everything(), sentence)
    except Unclear as unclear:
        return unclear
    raise AssertionError(f"{sentence!r} was taken for {form.says!r} with {text!r}")


def dana(store: Store) -> Speaker:
    """The county's emergency manager, who leads no agency."""
    member = Member(WORKSPACE, "UDANA", 99, "Dana Reyes", "dana@grove.example", is_manager=True)
    return Speaker(store, everything(), member, Clock(county.NOW), county.REGION)


def lead(store: Store) -> Speaker:
    """The lead of Cedar Fire."""
    led = frozenset([county.agency_id(store, CEDAR)])
    member = Member(WORKSPACE, "UCORA", 3, "Cora Diaz", "cora@grove.example", agencies=led, leads=led)
    return Speaker(store, everything(), member, Clock(county.NOW), county.REGION)


def responder(store: Store) -> Speaker:
    """Somebody of Cedar Fire who leads nobody."""
    member = Member(WORKSPACE, "UBEN", 2, "Ben Flores", agencies=frozenset([county.agency_id(store, CEDAR)]))
    return Speaker(store, everything(), member, Clock(county.NOW), county.REGION)


def hears(speaker: Speaker, sentence: str, door: Door = Door.COMMAND) -> Said:
    """What somebody sees who says a sentence behind a slash. Raises Unclear for what is asked back."""
    form, text = resolve(everything(), sentence)
    return speaker._run(form, door, text=text)


def first_line(said: Said) -> str:
    """How an answer begins."""
    return said.text.split("\n")[0]


def pressable(said: Said) -> list[str]:
    """What can be pressed in an answer."""
    return [each["text"]["text"] for each in buttons_in(raw(said.message.blocks))]
