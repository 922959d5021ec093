"""How names are compared and put in order."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MOST_KEPT = 4096
"""Texts whose folded form is kept: a sentence's words are compared again and again."""


@lru_cache(MOST_KEPT)
def fold(text: str) -> str:
    """`text` without regard to case, accents and extra spaces: for comparing and ordering, not for showing.

    Letters that Unicode does not take apart (ø, ł) stay what they are.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
