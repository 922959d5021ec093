"""From what a command replies with to a row of the outbox."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from html import escape

from sqlalchemy.orm import Session

from commands.kit.blocks import raw
from commands.kit.reply import Post
from storage.cards import place
from storage.deliveries import Delivery, post


def put(session: Session, what: Post, workspace: str, key: str, now: datetime) -> Delivery:
    """Writes a post into the outbox. `key` is the request's or the slot's; the post's own key follows it."""
    message, file = what.message, None
    if what.file is not None:
        content = b64encode(what.file.content).decode("ascii")
        file = {"name": what.file.name, "title": what.file.title, "content": content}
    delivery = post(
        session,
        key=f"{key}:{what.key}" if what.key else key,
        workspace=workspace,
        recipient=what.to,
        text=escape(message.text, quote=False),
        blocks=raw(message.blocks),
        plain_blocks=None if message.plain_blocks is None else raw(message.plain_blocks),
        file=file,
        tell=what.tell,
        now=now,
        inside_only=what.inside_only,
        about=what.about,
        send_by=what.send_by,
    )
    if what.card is not None:
        place(session, what.card.kind, what.card.record_id, delivery, now)
    return delivery
