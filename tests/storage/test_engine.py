"""The store opens the database there is, and makes none in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import OperationalError

from storage.engine import Store, out_of_reach


@pytest.mark.parametrize("name", ["muster.db", "a b#c%41&d.db"])
def test_while_its_file_is_away_no_other_is_made(tmp_path: Path, name: str) -> None:
    file, away = tmp_path / name, tmp_path / "away"
    store = Store(URL.create("sqlite", database=str(file)).render_as_string())
    with store.writing() as session:
        session.execute(text("CREATE TABLE one (id INTEGER)"))
    store.close()
    file.rename(away)
    for door in (store.reading, store.writing):
        with pytest.raises(OperationalError) as raised, door() as session:
            session.execute(text("SELECT count(*) FROM one"))
        assert out_of_reach(raised.value)
    assert not list(tmp_path.glob(f"{name[:3]}*"))
    away.rename(file)
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM one")).scalar_one() == 0, "it is back"
    store.close()
