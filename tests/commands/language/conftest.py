"""What several tests of sentences are made over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.commands.language.grove import Asker, asker, bring_in
from tests.conftest import Databases, opened


@pytest.fixture
def grove(databases: Databases) -> Iterator[Asker]:
    """Somebody who asks over a county of the shape that people ask about."""
    for store in opened(databases, databases.like("grove", bring_in)):
        with store.reading() as session:
            yield asker(session)
