"""The key the audit is kept with: what makes a row that somebody else wrote, or changed, tell so."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from hashlib import sha256
from secrets import token_hex
from typing import Any

from storage.canonical import canonical

KEY = "audit key"
"""By what name a session carries it."""
_NAMES_ITSELF = b"the audit key of Muster"
_NAME_LENGTH = 8
_CHANCE = 8


class AuditKey:
    """A secret, and those of before it, by which codes were made that are still to be checked.

    Without a secret a code is a plain SHA-256: it finds what was changed by accident or by who does not know
    how codes are made, and nobody else. A code reads `name:chance:digest`: the name tells the keys apart and
    nothing about them, and none is that of no key; the chance makes each code another one, so that a row that
    is put in a second time tells so.
    """

    def __init__(self, secret: str = "", before: Sequence[str] = ()) -> None:
        """`secret` makes codes, `before` only checks them; empty ones are none."""
        self._now = secret.encode()
        keys = [each.encode() for each in (secret, *before) if each]
        self._by_name = {_name_of(each): each for each in reversed(keys)} | {"": b""}
        self.name = _name_of(self._now) if secret else ""

    def knows(self, name: str) -> bool:
        """Whether codes of a key of this name can be checked; those of no key always can."""
        return name in self._by_name

    def code(self, value: Any) -> str:
        """The code of a value, by its canonical form. Raises what `canonical` does."""
        return self._code(self.name, token_hex(_CHANCE), value)

    def made(self, code: str, value: Any) -> bool:
        """Whether a code is that of a value. Raises KeyError where its key is not known here."""
        name, _, rest = code.partition(":")
        expected = self._code(name, rest.partition(":")[0], value)
        return hmac.compare_digest(code.encode("utf-8", "surrogatepass"), expected.encode())

    def _code(self, name: str, chance: str, value: Any) -> str:
        key = self._by_name[name]
        written = canonical([chance, value]).encode("utf-8", "surrogatepass")
        made = hmac.new(key, written, sha256) if key else sha256(written)
        return f"{name}:{chance}:{made.hexdigest()}"


def name_in(code: str) -> str:
    """The name of the key a code was made with; none for one made without."""
    return code.partition(":")[0]


def is_key_name(name: str) -> bool:
    """Whether a key may be called so."""
    return re.fullmatch(rf"[0-9a-f]{{{_NAME_LENGTH}}}", name) is not None


def _name_of(secret: bytes) -> str:
    return hmac.new(secret, _NAMES_ITSELF, sha256).hexdigest()[:_NAME_LENGTH]
