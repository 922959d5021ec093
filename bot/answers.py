"""An answer as it is kept and sent: a command's reply, made into plain JSON once."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slack_sdk.models.views import View

from commands.kit.as_json import as_json
from commands.kit.blocks import words
from commands.kit.reply import Reply

MOST_IN_A_MESSAGE, MOST_IN_A_VIEW = 50, 100
"""So many blocks Slack takes."""


@dataclass
class Answer:
    """A reply in the form it is stored in for a repeated request, and sent in.

    `is_repeat`: the request was answered before; this is for the acknowledgement, and nothing else follows.
    `is_owed`: it tells of a change, and the store keeps that it is to be given. `filled_in`: a digest of what
    stood in the form it answers (`digest_of`).
    """

    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    replaces: bool = False
    modal: dict[str, Any] | None = None
    updated: dict[str, Any] | None = None
    closes: bool = False
    home: dict[str, Any] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)
    looks_into: str | None = None
    is_repeat: bool = False
    is_owed: bool = False
    filled_in: str = ""

    @classmethod
    def of(cls, reply: Reply) -> Answer:
        """The answer a reply makes."""
        message = reply.message
        return cls(
            text=html.escape(message.text, quote=False) if message else "",
            blocks=message.sent if message else [],
            replaces=reply.replaces,
            modal=_view(reply.modal),
            updated=_view(reply.updated),
            closes=reply.closes,
            home=_view(reply.home),
            errors=dict(reply.errors),
            options=[as_json(option) for option in reply.options],
            looks_into=reply.looks_into,
        )

    @classmethod
    def stored(cls, kept: dict[str, Any]) -> Answer:
        """The answer as it was kept, for a request that comes again."""
        return cls(**{**kept, "is_repeat": True, "is_owed": False})

    def noted(self, sentence: str) -> Answer:
        """The same answer with a sentence before all else that it shows."""
        note = as_json(words(sentence))

        def under(view: dict[str, Any] | None) -> dict[str, Any] | None:
            return view and {**view, "blocks": [note, *view.get("blocks", [])][:MOST_IN_A_VIEW]}

        return replace(
            self,
            text=f"{html.escape(sentence, quote=False)}\n{self.text}" if self.text else "",
            blocks=[note, *self.blocks][:MOST_IN_A_MESSAGE] if self.text else self.blocks,
            modal=under(self.modal),
            updated=under(self.updated),
            home=under(self.home),
        )

    def to_store(self) -> dict[str, Any]:
        """The answer as it is kept; what only forms have, with those alone."""
        return {name: value for name, value in vars(self).items() if value or name != "filled_in"}


def digest_of(fields: Mapping[str, Any]) -> str:
    """By what it is known whether two submissions of one form say the same."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()


def in_a_modal(answer: Answer) -> dict[str, Any]:
    """An answer where there is no channel to say it in: a modal that only shows."""
    view: dict[str, Any] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Muster"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": answer.blocks[:100]
        or [{"type": "section", "text": {"type": "plain_text", "text": html.unescape(answer.text)[:3000]}}],
    }
    return view


def _view(view: View | None) -> dict[str, Any] | None:
    return None if view is None else as_json(view)
