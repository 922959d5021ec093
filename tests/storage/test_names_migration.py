"""People written down before their names were kept as they are said are found like everybody since."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import select, text

from storage.engine import Store
from storage.people import Person
from storage.schema import _config, check

pytestmark = pytest.mark.postgres

PERSON = (
    "INSERT INTO person (id, first_name, last_name, name_key, sort_key, fema_sid, phone, projected_by)"
    " VALUES (:id, :first, :last, :key, '', '', '', 0)"
)


def test_names_are_kept_as_they_are_said(database_url: str) -> None:
    store, config = Store(database_url), _config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0012")
        for key, first, last in ((1, "Vera", "O’Neil"), (2, "Otto", "Smith-Jones"), (3, "J.R.", "St. John")):
            row = {"id": key, "first": first, "last": last, "key": f"{first} {last}".lower()}
            connection.execute(text(PERSON), row)
        command.upgrade(config, "head")
    check(store)
    with store.reading() as session:
        kept = select(Person.name_key, Person.last_key).order_by(Person.id)
        assert session.execute(kept).all() == [
            ("vera oneil", "oneil"),
            ("otto smith jones", "smith jones"),
            ("jr st john", "st john"),
        ]
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0012")
        before = connection.execute(text("SELECT name_key FROM person ORDER BY id")).scalars().all()
    assert before == ["vera o’neil", "otto smith-jones", "j.r. st. john"]
