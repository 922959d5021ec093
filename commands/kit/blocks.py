"""The few kinds of block every answer is made of.

What people typed (names, notes, titles) goes in as plain text or rich text, never as mrkdwn, where a
name such as `<!channel>` would not stay a name. Texts are cut to Slack's limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    Option,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from commands.kit.as_json import as_json
from words.problems import Offer

SECTION = 3000
HEADER = 150
BUTTON = 75
CONTEXT = 2000
FIELD = 2000
VALUE = 2000
OPTION = 75
OPTION_VALUE = 150


Line = tuple[str, str]
"""What stands out in a line, and the rest of it."""


class Say(BaseModel):
    """What a button says for the one who presses it: one of our own sentences, as if typed.

    Never one with a name in it: what a name stands for is carried by its key.
    """

    say: str


class Meant(BaseModel):
    """A form that was perhaps meant, by its words, and what was typed behind it."""

    form: str
    text: str = ""


MEANT = "meant"
"""What a button that means a form is known by; it carries the form, and what was typed behind it."""


def cut(text: str, most: int) -> str:
    """`text`, cut to what Slack takes, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(text: str, most: int = SECTION) -> PlainTextObject:
    """A plain text, in which nothing is markup; an emoji's name stays a name."""
    return PlainTextObject(text=cut(text, most) or " ", emoji=False)


def title(text: str) -> HeaderBlock:
    """A heading."""
    return HeaderBlock(text=plain(text, HEADER))


def words(text: str) -> SectionBlock:
    """A paragraph in which nothing is markup."""
    return SectionBlock(text=plain(text))


def headed(first: str, rest: str) -> RichTextBlock:
    """A paragraph whose first line is bold; nothing in it is markup."""
    return bold(first, f"\n{rest}")


def bold(first: str, rest: str = "") -> RichTextBlock:
    """A line that begins in bold; nothing in it is markup."""
    style = RichTextElementParts.TextStyle(bold=True)
    said = [RichTextElementParts.Text(text=first, style=style)]
    said += [RichTextElementParts.Text(text=rest)] if rest else []
    return RichTextBlock(elements=[RichTextSectionElement(elements=said)])


def bold_lines(*paragraphs: Iterable[Line]) -> RichTextBlock:
    """Lines that each begin in bold, a paragraph or several in one block; nothing in them is markup."""
    style = RichTextElementParts.TextStyle(bold=True)
    sections = []
    for lines in paragraphs:
        said: list[RichTextElement] = []
        for first, rest in lines:
            if said:
                said.append(RichTextElementParts.Text(text="\n"))
            said += [RichTextElementParts.Text(text=first, style=style)] if first else []
            said += [RichTextElementParts.Text(text=rest)] if rest else []
        sections.append(RichTextSectionElement(elements=said))
    return RichTextBlock(elements=sections)


def paragraphs(lines: Sequence[str], drawn: Callable[[str], SectionBlock] = words) -> list[SectionBlock]:
    """Lines in as few paragraphs as they fit into, none of them cut; `drawn` as plain words, or otherwise."""
    found: list[str] = []
    for line in lines:
        if found and len(found[-1]) + 1 + len(line) <= SECTION:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return [drawn(each) for each in found]


def shown_of(start: int, rows: int, total: int, what: str = "", order: str = "") -> str:
    """Which rows of how many are shown: "Records 11 to 20 of 1,204, newest first."; nothing for all."""
    said = f"{start + 1:,} to {start + rows:,} of {total:,}"
    return "" if rows >= total else f"{what} {said}".strip() + (f", {order}." if order else ".")


def styled(markdown: str) -> SectionBlock:
    """A paragraph of our own words with Slack's markup. Never for what somebody typed."""
    return SectionBlock(text=MarkdownTextObject(text=cut(markdown, SECTION)))


def pairs(fields: Iterable[tuple[str, str]]) -> SectionBlock:
    """Up to ten short facts side by side, as "name: fact"."""
    return SectionBlock(fields=[plain(f"{name}\n{fact}", 2000) for name, fact in list(fields)[:10]])


def side_by_side(left: str, right: str) -> SectionBlock:
    """A row of a table of two columns; one beneath the other where a screen is narrow."""
    return SectionBlock(fields=[plain(left, FIELD), plain(right, FIELD)])


def aside(*texts: str) -> ContextBlock:
    """Something smaller beneath: how the question was understood, what is left out, the handling mark."""
    return ContextBlock(elements=[plain(text, CONTEXT) for text in texts if text][:10])


def rule() -> DividerBlock:
    """A line between two parts."""
    return DividerBlock()


def button(
    label: str,
    action: str,
    value: BaseModel | None = None,
    style: str | None = None,
    confirm: str | None = None,
) -> ButtonElement:
    """A button; what it carries is a model, never loose words. `confirm` asks before it is done."""
    return ButtonElement(
        text=PlainTextObject(text=cut(label, BUTTON), emoji=False),
        action_id=action,
        value=None if value is None else value.model_dump_json(exclude_defaults=True),
        style=style,
        confirm=None if confirm is None else _sure(confirm, label),
    )


def says(label: str, sentence: str, place: str = "") -> ButtonElement:
    """A button that says one of our own sentences for the one who presses it; names go by `button`, as keys.

    `place` tells it from its neighbours.
    """
    return button(label, f"say:{place or cut(sentence, 100)}", Say(say=sentence))


def meant(form: str, text: str = "") -> Offer:
    """A form that was perhaps meant, with what was typed behind it as it was."""
    return Offer(f"{form} {text}".strip(), MEANT, Meant(form=form, text=text))


def offered(offers: Sequence[Offer]) -> list[ActionsBlock]:
    """A row of what may be pressed in place of what was said; what is too large to carry is not offered."""
    return buttons(*offered_buttons(offers))


def offered_buttons(offers: Sequence[Offer]) -> list[ButtonElement]:
    """The buttons of what may be pressed."""
    row = (button(each.label, f"{each.action}:offer {n}", each.value) for n, each in enumerate(offers))
    return [each for each in row if is_carried(each)]


def is_carried(element: ButtonElement) -> bool:
    """Whether Slack takes what a button carries: a question may name more than one holds."""
    return len(element.value or "") <= VALUE


def buttons(*elements: ButtonElement | None) -> list[ActionsBlock]:
    """A row of the buttons there are, without those that would carry too much; none, if there are none."""
    there = [element for element in elements if element is not None and is_carried(element)]
    return [ActionsBlock(elements=there[:25])] if there else []


def option(label: str, value: str, description: str = "") -> Option:
    """One choice of a select."""
    return Option(
        text=plain(label, OPTION),
        value=cut(value, OPTION_VALUE),
        description=plain(description, OPTION) if description else None,
    )


def raw(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as they are sent. Raises SlackObjectFormationError for one Slack would not take."""
    return [as_json(block) for block in blocks]


def _sure(text: str, label: str) -> ConfirmObject:
    return ConfirmObject(
        title=plain("Are you sure?", 100),
        text=plain(text, 300),
        confirm=plain(label, 30),
        deny=plain("Cancel", 30),
    )
