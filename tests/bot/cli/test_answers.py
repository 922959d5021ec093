"""`muster due` and `muster coverage`, where there is nothing to answer yet."""

from __future__ import annotations

import pytest

from tests.bot.cli.conftest import Muster


@pytest.mark.parametrize("command", ["due", "coverage"])
def test_where_nothing_is_asked_that_is_said_beside_the_empty_answer(muster: Muster, command: str) -> None:
    muster("catalogue", "load")
    said = muster(command, "--format", "csv")
    assert said.status == 0
    assert said.out.count("\n") == 1, "the header alone"
    assert said.err.startswith("Nothing is asked of anybody yet")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("command", ["due", "coverage"])
def test_where_something_is_asked_nothing_is_said(muster: Muster, command: str) -> None:
    assert "Nothing is asked" not in muster(command, "--format", "csv").err
