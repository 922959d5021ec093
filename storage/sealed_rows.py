"""The rows that are sealed, one by one: what the code of each is of, and whether it proves who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from hashlib import sha256
from typing import Any

from storage.audit import of_row
from storage.audit_key import AuditKey, is_key_name, name_in
from storage.canonical import digest_of
from storage.record_digests import of_digests, of_digests_before

OF_ROW: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "audit": of_row,
    "audit_digest": of_digests,
}
"""What the code of a row of each stream is of."""
BEFORE = {"audit_digest": of_digests_before}
"""What it was of once, where that was less."""

DOUBTED = "doubted"
"""By this name among what a seal covers: of each stream the rows whose codes do not hold, as it was made."""


class Proof(Enum):
    """What a code proves of what it is said to be of."""

    HOLDS = auto()  # it was written so by who has the key, or by anybody where that is none
    FAILS = auto()
    NO_CODE = auto()  # it is of before there were codes, or was put in
    KEY_NOT_GIVEN = auto()  # nobody can tell without it


def proof(key: AuditKey, code: str, of: Mapping[str, Any]) -> Proof:
    """Whether a code is that of a value, as far as the keys that are given tell."""
    name = name_in(code)
    if not key.knows(name):
        return Proof.KEY_NOT_GIVEN if is_key_name(name) else Proof.FAILS
    try:
        return Proof.HOLDS if key.made(code, of) else Proof.FAILS
    except (TypeError, ValueError):  # it has no canonical form: no code was ever made of it
        return Proof.FAILS


def row_proof(key: AuditKey, stream: str, row: Mapping[str, Any]) -> Proof:
    """Whether a row's code is that of what it says."""
    if row["code"] is None:
        return Proof.NO_CODE
    found = proof(key, row["code"], OF_ROW[stream](row))
    if found is Proof.FAILS and stream in BEFORE:
        return proof(key, row["code"], BEFORE[stream](row))
    return found


def code_of(stream: str, row: Mapping[str, Any]) -> str:
    """A row's code; of one without any, the digest of what it says."""
    if row["code"] is not None:
        return str(row["code"])
    try:
        return digest_of([stream, of_row(row)])
    except (TypeError, ValueError):  # put in by somebody: it has no canonical form
        return sha256(repr(sorted(row.items())).encode("utf-8", "surrogatepass")).hexdigest()


def is_vouched_for(stream: str, row: Mapping[str, Any], seal: Mapping[str, Any] | None) -> bool:
    """Whether a row of a key that is not given is Muster's by its seal: one of the same key, or one made by
    who checked the row's code beforehand.
    """
    if seal is None:
        return False
    doubted = seal["covers"].get(DOUBTED)
    if any(first <= row["id"] <= last for first, last in (doubted or {}).get(stream, ())):
        return False
    return doubted is not None or name_in(seal["code"]) == name_in(row["code"])
