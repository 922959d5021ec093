"""`muster audit`: the head, what is found and the status it ends with, the key that is missing."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import text

from storage.engine import Store
from tests.bot.cli.conftest import Muster

KEY = "k" * 40
pytestmark = pytest.mark.postgres


def test_a_head_a_whole_record_and_a_changed_one(muster: Muster, small: Store) -> None:
    end = muster("audit", "head").out.split()[0]
    assert re.fullmatch(r"\d+-[0-9a-f]{32}", end)
    whole = muster("audit", "verify", "--head", end)
    assert (whole.status, whole.err) == (0, "")
    assert "Nothing was changed behind Muster's back." in whole.out
    assert "No key is set (MUSTER_AUDIT_KEY)" in whole.out

    with small.engine.begin() as connection:
        key = connection.execute(text("SELECT max(id) FROM person")).scalar_one()
        connection.execute(text(f"UPDATE person SET phone = '1' WHERE id = {key}"))
    changed = muster("audit", "verify")
    assert changed.status == 1
    assert f"person {key} is not as it was last recorded (between " in changed.err
    told = muster("audit", "verify", "--json")
    assert told.status == 1
    (only,) = json.loads(told.out)["findings"]
    assert (only["table"], only["key"]) == ("person", str(key))


def test_a_head_further_on_is_a_cut_tail(muster: Muster, small: Store) -> None:
    cut = muster("audit", "verify", "--head", "57-" + "0" * 32)
    assert cut.status == 1
    assert "audit_seal 3-57 are gone" in cut.err
    assert muster("audit", "verify", "--head", "57").status == 2


def test_what_was_sealed_with_a_key_asks_for_it(
    muster: Muster, small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = muster("audit", "key").out.strip()
    assert len(made) > 40
    monkeypatch.setenv("MUSTER_AUDIT_KEY", made)
    end = muster("audit", "head").out.split()[0]
    told = muster("audit", "verify", "--head", end)
    assert told.status == 0
    assert "it was sealed without a key" in told.out

    monkeypatch.delenv("MUSTER_AUDIT_KEY")
    for words in (("audit", "verify"), ("export", "roster")):
        missing = muster(*words)
        assert missing.status == 2
        assert "MUSTER_AUDIT_KEY" in missing.err

    monkeypatch.setenv("MUSTER_AUDIT_KEY", KEY)
    monkeypatch.setenv("MUSTER_AUDIT_KEYS_BEFORE", made)
    assert muster("audit", "verify", "--head", end).status == 0
    monkeypatch.delenv("MUSTER_AUDIT_KEYS_BEFORE")
    lost = muster("audit", "verify")
    assert (lost.status, "could not be checked" in lost.out) == (0, True)
    monkeypatch.setenv("MUSTER_AUDIT_KEY", KEY[1:])
    assert muster("audit", "verify").status == 2
    assert muster("audit", "new-key", "--yes").status == 0
    assert muster("audit", "verify", "--head", end).status == 0


def test_a_key_too_short_to_be_one_is_refused(muster: Muster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_AUDIT_KEY", "short")
    refused = muster("audit", "head")
    assert refused.status == 2
    assert "MUSTER_AUDIT_KEY is wrong" in refused.err
