"""From what a command replies with to a row of the outbox."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy.orm import Session

from commands.kit.blocks import raw
from commands.kit.reply import Post
from files.documents.setting import Document, Kind
from storage.cards import place
from storage.deliveries import Delivery, post


def put(session: Session, what: Post, workspace: str, key: str, now: datetime) -> Delivery:
    """Writes a post into the outbox. `key` is the request's or the slot's; the post's own key follows it."""
    message, file = what.message, None
    if what.file is not None:
        file = {"name": what.file.name, "title": what.file.title, **carried(what.file.content)}
    delivery = post(
        session,
        key=f"{key}:{what.key}" if what.key else key,
        workspace=workspace,
        recipient=what.to,
        text=escape(message.text, quote=False),
        blocks=message.sent,
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


def content_of(file: Mapping[str, Any]) -> bytes:
    """What is in a file of the outbox; a document is set now, outside any transaction.

    Raises ValueError where what stands in a document is not of its kind.
    """
    if "document" in file:
        return Document(Kind(file["document"]), file["of"]).set()
    return b64decode(file["content"])


def carried(content: bytes | Document) -> dict[str, Any]:
    """A file's content as its row has it: in base64, or, of a document, what is to stand in it."""
    if isinstance(content, Document):
        return {"document": content.kind.value, "of": dict(content.content)}
    return {"content": b64encode(content).decode("ascii")}
