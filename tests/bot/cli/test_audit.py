"""`muster audit`: the head, what is found and the status it ends with, the key that is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.audit_key import AuditKey
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


def test_what_can_not_be_read_is_found_where_the_record_ends_too(muster: Muster, small: Store) -> None:
    muster("audit", "head")
    when = "'yesterday'" if small.is_sqlite else "'infinity'"
    off, on = "DISABLE TRIGGER audit_seal_no_change", "ENABLE TRIGGER audit_seal_no_change"
    with small.engine.begin() as connection:
        if small.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER audit_seal_no_update")
        else:
            connection.exec_driver_sql(f"ALTER TABLE audit_seal {off}")
        last = connection.execute(text("SELECT max(id) FROM audit_seal")).scalar_one()
        connection.exec_driver_sql(f"UPDATE audit_seal SET at = {when} WHERE id = {last}")
        if not small.is_sqlite:
            connection.exec_driver_sql(f"ALTER TABLE audit_seal {on}")
    told = muster("audit", "verify")
    assert told.status == 1
    assert f"audit_seal {last} is not as Muster writes it" in told.err
    assert ("audit_seal_no_update" in told.err) is small.is_sqlite
    assert "Traceback" not in told.err
    assert muster("export", "roster").status == 0
    assert muster("audit", "head").status == 2


def test_a_forged_row_is_found_and_the_warning_of_it_is_no_part_of_what_is_printed(
    muster: Muster, small: Store
) -> None:
    """Also by who seals it in the same breath."""
    with small.engine.begin() as connection:
        columns = "at, actor, door, kind, subject_kind, detail"
        connection.execute(
            text(f"INSERT INTO audit ({columns}, code) SELECT {columns}, '00000000:0:0' FROM audit LIMIT 1")
        )
        key = connection.execute(text("SELECT max(id) FROM audit")).scalar_one()
    told = muster("audit", "verify", "--json")
    assert told.status == 1
    (only,) = json.loads(told.out)["findings"]
    assert (only["table"], only["key"]) == ("audit", str(key))
    assert "can't be told from a forgery" in only["what"]
    assert "not as Muster writes them" in told.err


def test_a_head_further_on_is_a_cut_tail(muster: Muster, small: Store) -> None:
    cut = muster("audit", "verify", "--head", "57-" + "0" * 32)
    assert cut.status == 1
    assert "audit_seal 3-57 are gone" in cut.err
    end = muster("audit", "head").out.split()[0]
    mistyped = muster("audit", "verify", "--head", end[:-1] + ("0" if end[-1] != "0" else "1"))
    assert mistyped.status == 1
    for each in (cut, mistyped):
        assert "A head that was mistyped, or is of another database" in each.out
    assert muster("audit", "verify", "--head", "57").status == 2


def test_a_head_is_taken_as_it_was_printed_and_nothing_is_no_head(muster: Muster, small: Store) -> None:
    """An unset variable, or the empty file of a command that failed, compares with nothing."""
    for nothing in ("", " \n"):
        refused = muster("audit", "verify", "--head", nothing)
        assert refused.status == 2
        assert "is no head of the audit" in refused.err
    line = muster("audit", "head").out
    told = json.loads(muster("audit", "head", "--json").out)
    assert line.split()[0] == told["head"]
    document = f"Audit head {told['head']}, 2026-11-27 21:45 UTC"
    for printed in (line, f"  {told['head']}", document):
        assert muster("audit", "verify", "--head", printed).status == 0
    assert muster("audit", "verify", "--head", f"Audit {told['head']}").status == 2


def test_what_was_sealed_with_a_key_asks_for_it(
    muster: Muster, small: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = muster("audit", "key").out.strip()
    assert len(made) > 40
    monkeypatch.setenv("MUSTER_AUDIT_KEY", made)
    end = muster("audit", "head").out.split()[0]
    unsaid = muster("audit", "verify", "--head", end)
    assert unsaid.status == 3
    assert "Until seal 1 there was no key, and nobody said with the key that it was so" in unsaid.out
    assert "Nothing was changed" not in unsaid.out
    asked = muster("audit", "new-key", typed="n\n")
    assert (asked.status, "Until seal 1-" in asked.out) == (1, True)
    assert "from seal 3-" in muster("audit", "new-key", "--yes").out
    told = muster("audit", "verify", "--head", end)
    assert told.status == 0
    assert "it was sealed without a key" in told.out

    monkeypatch.delenv("MUSTER_AUDIT_KEY")
    for words in (("audit", "verify"), ("export", "roster")):
        missing = muster(*words)
        assert missing.status == 2
        assert "MUSTER_AUDIT_KEY" in missing.err
    checked = muster("db", "check")
    assert (checked.status, "has the shape this release knows: 3 people" in checked.out) == (2, True)
    assert f"sealed with the key {AuditKey(made).name}" in checked.err
    if small.is_sqlite:  # a copy can be made and put back all the same, and is looked at before it is
        assert muster("db", "backup", tmp_path / "copy.db").status == 0
        small.close()
        assert muster("db", "restore", tmp_path / "copy.db", "--replace").status == 0

    monkeypatch.setenv("MUSTER_AUDIT_KEY", KEY)
    monkeypatch.setenv("MUSTER_AUDIT_KEYS_BEFORE", made)
    assert muster("audit", "verify", "--head", end).status == 0
    monkeypatch.delenv("MUSTER_AUDIT_KEYS_BEFORE")
    lost = muster("audit", "verify")
    assert (lost.status, lost.err) == (3, "")
    assert f"made with the key {AuditKey(made).name} could not be checked" in lost.out
    assert "Nothing was changed" not in lost.out
    in_json = json.loads(muster("audit", "verify", "--json").out)
    assert (list(in_json["keys_not_given"]), in_json["is_all_proven"]) == ([AuditKey(made).name], False)
    monkeypatch.setenv("MUSTER_AUDIT_KEY", KEY[1:])
    assert muster("audit", "verify").status == 2
    refused = muster("audit", "new-key")  # nobody sits there to be asked
    assert refused.status == 2
    assert f"is by the key {AuditKey(KEY).name}" in refused.err
    assert "muster audit new-key --yes. Nothing was written." in refused.err
    assert muster("audit", "new-key", "--yes").status == 0
    assert muster("audit", "verify", "--head", end).status == 3
    monkeypatch.setenv("MUSTER_AUDIT_KEYS_BEFORE", f"{made},{KEY}")
    assert muster("audit", "verify", "--head", end).status == 0


def test_a_key_too_short_to_be_one_is_refused(muster: Muster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_AUDIT_KEY", "short")
    refused = muster("audit", "head")
    assert refused.status == 2
    assert "MUSTER_AUDIT_KEY is wrong" in refused.err


def test_a_table_that_was_made_anew_ends_no_command_in_a_traceback(muster: Muster, small: Store) -> None:
    """The newest seal has no code any more, and nothing says that it must have one."""
    muster("audit", "head")
    anew = (
        "CREATE TABLE other AS SELECT * FROM audit_seal",
        "DROP TABLE audit_seal",
        "ALTER TABLE other RENAME TO audit_seal",
        "UPDATE audit_seal SET code = NULL WHERE id = (SELECT max(id) FROM audit_seal)",
    )
    with small.engine.begin() as connection:
        for each in anew:
            connection.execute(text(each))
    told = muster("audit", "verify")
    assert told.status == 1
    for said in ("is not as Muster writes it", "has not the primary key Muster gave it", "audit_seal_no_"):
        assert said in told.err
    assert "Traceback" not in told.err
    assert muster("audit", "head").status == 2
    checked = muster("doctor")
    assert "audit_seal has not the primary key Muster gave it" in checked.out
