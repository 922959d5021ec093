"""Whole counties, brought in and asked by the command line: no row of the expected answers differs.

Every county, day and scope, on both databases, under `make prove`; a slice is held in `test_importing`, where
a county is brought in anyway.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.bot.cli.expected import KINDS, Expected
from tests.conftest import WHOLE
from tests.readiness.county import COUNTIES


@pytest.mark.skipif(not WHOLE, reason="takes minutes: make prove")
@pytest.mark.postgres
@pytest.mark.parametrize("county", ["grove", "messy", "willow"])
def test_nothing_differs(store: Store, muster: Muster, county: str, tmp_path: Path) -> None:
    folder = shutil.copytree(COUNTIES / county, tmp_path / county)
    assert muster("import", "county", folder, "--yes").status == 0
    asked = Expected(folder, muster)
    assert {kind: differs for kind in KINDS if (differs := asked.differences(kind))} == {}
