"""How Slack writes what a person typed: `& < >` escaped, mentions and links in angle brackets.

Source: Slack's documentation "Formatting text for app surfaces" and "Escaping text".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from practice.shapes import Blocks, Json

_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)'\"]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Piece:
    """A stretch of what somebody typed: kind is text, user, channel, link or email."""

    kind: str
    text: str
    id: str = ""


def escape(text: str) -> str:
    """Slack's three escapes and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo Slack's three escapes once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def pieces(typed: str, users: Iterable[tuple[str, str]], channels: Iterable[tuple[str, str]]) -> list[Piece]:
    """What was typed, cut at the names of known users (`@Name`), channels (`#name`), links and e-mails.

    `users` and `channels` are (name, id) pairs; the longest name that fits wins, case does not count.
    `<@U…>` and `<#C…>` count too, as when a mention is pasted.
    """
    known = {f"@{name}".casefold(): Piece("user", name, user_id) for name, user_id in users}
    known |= {f"#{name}".casefold(): Piece("channel", name, channel_id) for name, channel_id in channels}
    for piece in list(known.values()):
        known[f"<{'@' if piece.kind == 'user' else '#'}{piece.id}>".casefold()] = piece
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    mention = re.compile(rf"(?<![\w.])(?:{names})(?!\w)", re.IGNORECASE) if names else None
    found: list[tuple[int, int, Piece]] = []
    for match in _LINK.finditer(typed):
        found.append((*match.span(), Piece("link", match[0])))
    for match in _EMAIL.finditer(typed):
        found.append((*match.span(), Piece("email", match[0])))
    for match in mention.finditer(typed) if mention else ():
        found.append((*match.span(), known[match[0].casefold()]))
    cut: list[Piece] = []
    at = 0
    for start, end, piece in sorted(found, key=lambda f: (f[0], -f[1])):
        if start < at:
            continue
        if start > at:
            cut.append(Piece("text", typed[at:start]))
        cut.append(piece)
        at = end
    if at < len(typed):
        cut.append(Piece("text", typed[at:]))
    return cut


def as_text(cut: Iterable[Piece], *, with_names: bool) -> str:
    """The `text` an app receives; commands carry names inside mentions (`<@U1|ada>`), messages do not."""
    written = []
    for piece in cut:
        name = f"|{escape(piece.text)}" if with_names else ""
        match piece.kind:
            case "user":
                written.append(f"<@{piece.id}{name}>")
            case "channel":
                written.append(f"<#{piece.id}|{escape(piece.text) if with_names else ''}>")
            case "link":
                written.append(f"<{escape(piece.text)}>")
            case "email":
                written.append(f"<mailto:{piece.text}|{piece.text}>")
            case _:
                written.append(escape(piece.text))
    return "".join(written)


def as_rich_text(cut: Iterable[Piece], block_id: str) -> Blocks:
    """The `blocks` Slack's own composer sends beside the text."""
    elements: list[Json] = []
    for piece in cut:
        match piece.kind:
            case "user":
                elements.append({"type": "user", "user_id": piece.id})
            case "channel":
                elements.append({"type": "channel", "channel_id": piece.id})
            case "link":
                elements.append({"type": "link", "url": piece.text})
            case "email":
                elements.append({"type": "link", "url": f"mailto:{piece.text}", "text": piece.text})
            case _:
                elements.append({"type": "text", "text": piece.text})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]
