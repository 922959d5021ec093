"""Why a question is asked back, before it is put in words: what was not sure, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from commands.language.listening import Piece
from readiness.due import Scope


class Doubt(Exception):
    """Something that keeps a question from being answered as it was meant."""

    def __init__(
        self, why: str, pieces: Sequence[Piece] = (), said: str = "", scopes: Sequence[Scope] = ()
    ) -> None:
        super().__init__(why)
        self.why, self.pieces, self.said, self.scopes = why, tuple(pieces), said, tuple(scopes)
