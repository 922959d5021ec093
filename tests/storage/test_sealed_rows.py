"""What a code proves of what it is said to be of."""

from __future__ import annotations

import math

import pytest

from storage.audit_key import AuditKey
from storage.sealed_rows import Proof, proof

OLD, NEW = AuditKey("the old secret"), AuditKey("the new secret", ["the old secret"])
SAID = {"actor": "a chief", "hours": 4}


@pytest.mark.parametrize("key", [OLD, NEW, AuditKey()])
def test_a_code_holds_of_what_it_was_made_of_alone(key: AuditKey) -> None:
    code = key.code(SAID)
    assert proof(key, code, SAID) is Proof.HOLDS
    assert proof(key, code, {**SAID, "hours": 5}) is Proof.FAILS
    assert proof(key, code, {**SAID, "hours": math.nan}) is Proof.FAILS
    assert proof(NEW, OLD.code(SAID), SAID) is Proof.HOLDS


def test_only_what_names_a_key_asks_for_one() -> None:
    assert proof(OLD, NEW.code(SAID), SAID) is Proof.KEY_NOT_GIVEN
    for code in (
        "",
        ":00:00",
        "no code at all",
        "0000:00:00",
        "\x1b[2J0000:00:00",
        f"{OLD.name}",
        f"{OLD.name}:00:00",
    ):
        assert proof(OLD, code, SAID) is Proof.FAILS, code
