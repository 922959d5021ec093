"""The files of certificates: whether each that is on record is there, with the bytes that were brought."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from storage.base import table_of
from storage.certificates import CertificateContent, CertificateRecord, CertificateState, contents
from storage.engine import Store
from tests.conversations import county

pytestmark = pytest.mark.postgres


def wrong(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        return list(contents(session))


def test_a_file_that_is_gone_or_changed_is_found(county_store: Store) -> None:
    one, other = (sha256(each).hexdigest() for each in (b"one", b"other"))
    table = table_of(CertificateContent)
    with county_store.writing() as session:
        for name, content in ((one, b"one"), (other, b"other")):
            session.execute(insert(table).values(sha256=name, content=content))
            session.add(
                CertificateRecord(
                    person_id=1, name="a card", sha256=name, state=CertificateState.KEPT,
                    recorded_at=county.NOW,
                )
            )  # fmt: skip
    assert wrong(county_store) == sorted([(one, ""), (other, "")])
    with county_store.engine.execution_options(writes=True).begin() as connection:
        off = "PRAGMA defer_foreign_keys = ON"
        connection.exec_driver_sql(
            off if county_store.is_sqlite else "SET LOCAL session_replication_role = replica"
        )
        connection.execute(update(table).where(table.c.sha256 == other).values(content=b"another"))
        connection.execute(delete(table).where(table.c.sha256 == one))
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            found = list(contents(session))
        connection.rollback()
    assert sorted(found) == sorted([(one, "is gone"), (other, "bytes changed")])
