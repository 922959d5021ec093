"""PDF from a template: tagged for screen readers (PDF/UA-1), the same bytes for the same content.

Typst sets it, out of its wheel alone: with the fonts in it, without the network and without what happens to
be installed. What people typed reaches a template as JSON and never as Typst's own words, so that no name is
a command. A sign none of its fonts has (a Chinese name, say) is a box to the eye, drawn by `any-sign.ttf`,
and remains itself in the text that is read aloud, searched and copied.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_KEPT_FORMATS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Of the signs nobody sees these are part of how words are written; others could turn a line around."""


def pdf(template: str, content: Mapping[str, Any], made_at: datetime) -> bytes:
    """A document made from a template of this folder, by its name without `.typ`.

    `content` is what the template reads, of texts, numbers, lists and mappings; `made_at` the instant the
    document is dated with. Raises ValueError for an instant without a zone.
    """
    if made_at.tzinfo is None:
        raise ValueError("a document is dated with an instant in a zone")
    import typst  # by whoever makes a document: no start pays for it

    made = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(TEMPLATES)],
        ignore_system_fonts=True,
    ).compile(
        format="pdf",
        sys_inputs={"content": json.dumps(_plain(content))},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def plain_text(text: str) -> str:
    """A text as it can be set: in one line, without signs that no font can have or that nobody sees."""
    signs = "".join(map(_plain_sign, text))
    return " ".join(signs.split())


def _plain_sign(sign: str) -> str:
    match unicodedata.category(sign):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cs" | "Co" | "Cn":
            return _REPLACED
        case "Cf":
            return sign if sign in _KEPT_FORMATS else ""
        case _:
            return sign


def _plain(value: Any) -> Any:
    match value:
        case str():
            return plain_text(value)
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value
