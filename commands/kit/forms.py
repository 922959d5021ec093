"""What forms are made of: a modal, its fields, and the way to one where no modal can be opened."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ExternalDataSelectElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from commands.kit.blocks import buttons, plain, words
from commands.kit.reply import Message, Reply
from commands.kit.request import Door, Request

TITLE = 24
LABEL = 2000
WITHOUT_MODAL = (Door.MENTION, Door.DIRECT)


def modal(
    callback: str,
    name: str,
    submit: str,
    blocks: Sequence[Block],
    carried: BaseModel | None = None,
) -> View:
    """A form. `carried` travels with it and comes back as the request's value."""
    return View(
        type="modal",
        callback_id=callback,
        title=plain(name, TITLE),
        submit=plain(submit, TITLE),
        close=plain("Cancel", TITLE),
        blocks=blocks,
        private_metadata="" if carried is None else carried.model_dump_json(exclude_defaults=True),
    )


def asks(
    name: str, label: str, element: InputInteractiveElement, hint: str = "", optional: bool = False
) -> InputBlock:
    """One field, by the name its value comes back under."""
    return InputBlock(
        block_id=name,
        label=plain(label, LABEL),
        element=element,
        hint=plain(hint, LABEL) if hint else None,
        optional=optional,
    )


def one_person(initial: Option | None = None) -> ExternalDataSelectElement:
    """A search over the roster, for one person."""
    return ExternalDataSelectElement(
        action_id="person",
        placeholder=plain("A name or an e-mail", 150),
        min_query_length=2,
        initial_option=initial,
    )


def one_of(
    action: str, options: Sequence[Option], placeholder: str, initial: Option | None = None
) -> StaticSelectElement:
    """A choice of one."""
    return StaticSelectElement(
        action_id=action, placeholder=plain(placeholder, 150), options=options, initial_option=initial
    )


def opened(request: Request, view: View, text: str, opener: ButtonElement) -> Reply:
    """The modal; in a conversation, where Slack opens none by itself, a button that opens it."""
    if request.door in WITHOUT_MODAL:
        return Reply(message=Message(text, [words(text), *buttons(opener)]))
    return Reply(modal=view)
