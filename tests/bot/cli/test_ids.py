"""Numbers and signs of any kind at the command line: one clear line, status 2, nothing written."""

from __future__ import annotations

import pytest

from tests.bot.cli.conftest import Muster


@pytest.mark.sliced(3)
@pytest.mark.postgres_whole
@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "0", "-3", "x", "2147483648", "77"])
def test_what_is_no_import_is_named(muster: Muster, number: str) -> None:
    muster("db", "upgrade")
    said = muster("import", "undo", "--", number)
    assert said.status == 2
    assert "number" in said.err or "no import" in said.err


@pytest.mark.postgres_whole
@pytest.mark.parametrize("command", [("grant", "{}", "manager"), ("link", "{}", "U02ABCDEF"), ("due", "{}")])
def test_signs_that_are_no_text_are_refused(muster: Muster, command: tuple[str, ...]) -> None:
    muster("db", "upgrade")
    said = muster(*(word.format("\udcff@x.example") for word in command))
    assert said.status == 2
    assert said.err
