"""A file that waits for a decision while the schema is upgraded is there afterwards, and on the way back."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import text

from storage.engine import Store
from storage.imports import agreed_of, content_of
from storage.schema import _config, check

pytestmark = pytest.mark.postgres

RUN = (
    "INSERT INTO import_run (id, kind, file_name, state, started_by, workspace, slack_user, slack_file,"
    " started_at, counts, previewed, attempts, ends_missing, settled, questions, preview, content, agreed)"
    " VALUES (:id, 'roster', 'a.csv', 'previewed', 'x', '', '', '', '2026-01-01 00:00:00+00:00', '{}', '', 0,"
    " false, '{}', '[]', '[]', :content, :agreed)"
)
ROWS = ((1, b"email\n", None), (2, b"agency\n", b"agreed"), (3, None, None))


def test_what_is_kept_of_a_file_moves_with_its_import(database_url: str) -> None:
    store, config = Store(database_url), _config()
    with store.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0019")
        for key, content, agreed in ROWS:
            connection.execute(text(RUN), {"id": key, "content": content, "agreed": agreed})
        command.upgrade(config, "head")
    check(store)
    with store.reading() as session:
        kept = [(key, content_of(session, key), agreed_of(session, key)) for key, _, _ in ROWS]
    assert kept == list(ROWS)
    with store.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0019")
        before = connection.execute(text("SELECT id, content, agreed FROM import_run ORDER BY id")).all()
    assert [
        (key, *(None if each is None else bytes(each) for each in kept)) for key, *kept in before
    ] == list(ROWS)
