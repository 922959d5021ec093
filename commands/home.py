"""App Home: each capability's part, as it is for the one who opens it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from commands.kit.blocks import aside, button, buttons, says, title, words
from commands.kit.member import Needs
from commands.kit.registry import Click, Entry, HomePart
from commands.kit.reply import Reply
from commands.kit.request import Request


def entries(parts: Sequence[HomePart]) -> tuple[Entry, ...]:
    """The entry that shows Home, made of the parts there are."""
    ordered = sorted(parts, key=lambda part: part.place)

    def home(request: Request) -> Reply:
        blocks = list(_blocks(request, ordered))
        if request.region.handling_mark:
            blocks.append(aside(request.region.handling_mark))
        return Reply(home=View(type="home", blocks=blocks))

    return (Click("home", home, needs=Needs.NOTHING),)


def _blocks(request: Request, parts: Sequence[HomePart]) -> Iterator[Block]:
    member = request.member
    if member.may(Needs.RESPONDER):
        for part in parts:
            yield from part.show(request)
        return
    yield title("Muster")
    why_not = member.why_not or "I can't find you on the roster."
    yield words(f"{why_not} You can ask to be linked to it.")
    yield from buttons(button("Ask to be linked", "link.ask"), says("What Muster is", "muster help", "help"))
