"""App Home: each capability's part, as it is for the one who opens it, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from slack_sdk.models.blocks import Block, ButtonElement, HeaderBlock, SectionBlock
from slack_sdk.models.views import View

from commands.kit.blocks import aside, button, buttons, cut, plain, says, styled, title, words
from commands.kit.home import LINE, REST, TO_DO, WAITING, WAYS, Piece, ToDo, Waits, bounded, room_for
from commands.kit.member import Needs
from commands.kit.registry import Click, Entry, HomePart
from commands.kit.reply import Reply
from commands.kit.request import Request

ALL_THAT_WAITS = "home.waits"
"""What the button that shows all that waits is known by."""
MOST_IN_ALL = 90
"""Lines of that list: a view takes a hundred blocks."""
HEADED = "What waits for you"


@dataclass
class _Gathered:
    """What the parts of somebody's Home gave."""

    blocks: dict[int, list[Block]] = field(default_factory=dict)
    waits: list[Waits] = field(default_factory=list)
    to_do: list[ToDo] = field(default_factory=list)
    ways: list[ButtonElement] = field(default_factory=list)

    def take(self, place: int, pieces: Iterable[Piece]) -> None:
        """What a part gives, each to its own kind."""
        for each in pieces:
            match each:
                case Waits():
                    self.waits.append(each)
                case ToDo():
                    self.to_do.append(each)
                case ButtonElement():
                    self.ways.append(each)
                case _:
                    self.blocks.setdefault(place, []).append(each)

    def in_order(self) -> list[Waits]:
        """What waits, the most urgent first."""
        return sorted(self.waits, key=lambda each: each.order)


def entries(parts: Sequence[HomePart]) -> tuple[Entry, ...]:
    """The entries that show Home, made of the parts there are, and all that waits."""
    ordered = sorted(parts, key=lambda part: part.place)

    def gathered(request: Request, among: Sequence[HomePart] = ordered) -> _Gathered:
        found = _Gathered()
        for part in among:
            found.take(part.place, part.show(request))
        return found

    def home(request: Request) -> Reply:
        known = request.member.may(Needs.RESPONDER)
        blocks = list(_of_member(request, gathered)) if known else _stranger(request)
        if request.region.handling_mark:
            blocks.append(aside(request.region.handling_mark))
        return Reply(home=View(type="home", blocks=blocks))

    def all_that_waits(request: Request) -> Reply:
        there = gathered(request, [part for part in ordered if part.place == REST]).in_order()
        blocks: list[Block] = [_line(each.text, each.button) for each in there[:MOST_IN_ALL]]
        view = View(
            type="modal",
            title=plain(HEADED, 24),
            close=plain("Close", 24),
            blocks=blocks or [words("Nothing waits for you.")],
        )
        return Reply(modal=view)

    return (Click("home", home, needs=Needs.NOTHING), Click(ALL_THAT_WAITS, all_that_waits))


def _of_member(request: Request, gathered: Callable[[Request], _Gathered]) -> Iterator[Block]:
    """The parts of somebody on the roster, each in its place."""
    room, found = room_for(request.member), gathered(request)
    found.take(WAYS, buttons(*found.ways))
    found.take(TO_DO, _to_do(found.to_do, room.to_do))
    found.take(WAITING, _waiting(found.in_order(), room.waits))
    blocks = list(chain.from_iterable(found.blocks[place] for place in sorted(found.blocks)))
    if not any(isinstance(each, HeaderBlock) for each in blocks):
        yield title("Muster")
    yield from blocks


def _to_do(there: Sequence[ToDo], most: int) -> Iterator[Block]:
    """The most useful things to do, those that somebody waits for first."""
    if there and most:
        yield styled("*What to do next*")
        shown = sorted(there, key=lambda each: not each.first)[:most]
        yield from (_line(f"{number}. {each.text}", each.button) for number, each in enumerate(shown, 1))


def _waiting(there: Sequence[Waits], most: int) -> Iterator[Block]:
    """One list of what waits, bounded; all of it behind a button."""
    if not there:
        return
    yield styled(f"*{HEADED}*")
    shown, left = bounded(there, most)
    yield from (_line(cut(each.text, LINE), each.button) for each in shown)
    if left:
        yield _line(f"And {left:,} more.", button("All that waits", ALL_THAT_WAITS))


def _line(text: str, way: ButtonElement) -> SectionBlock:
    return SectionBlock(text=plain(text), accessory=way)


def _stranger(request: Request) -> list[Block]:
    why_not = request.member.why_not or "I can't find you on the roster."
    return [
        title("Muster"),
        words(f"{why_not} You can ask to be linked to it."),
        *buttons(button("Ask to be linked", "link.ask"), says("What Muster is", "muster help", "help")),
    ]
