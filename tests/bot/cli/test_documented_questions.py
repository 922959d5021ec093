"""Every sentence docs/asking.md gives as an example is understood, and what it says is asked back is."""

from __future__ import annotations

import json
import re
from pathlib import Path

from storage.engine import Store
from tests.bot.cli.conftest import Muster

PAGE = Path(__file__).parents[3] / "docs" / "asking.md"
SAID = re.compile("“(.+?)”", re.DOTALL)
LEAD, DAY = "cora.diaz@cedar.example", "2026-11-26"


def test_the_examples_are_understood_as_the_page_says(cedar: Store, muster: Muster, tmp_path: Path) -> None:
    assert muster("grant", LEAD, "lead", "Cedar Fire Department").status == 0
    positions = tmp_path / "positions.csv"
    positions.write_text("position,title\nTRANSPORT,Transport\n")
    assert muster("import", "positions", str(positions), "--yes").status == 0
    parts = PAGE.read_text(encoding="utf-8").split("## What is asked back")
    understood, asked_back = ([" ".join(each.split()) for each in SAID.findall(part)] for part in parts)
    said = [*understood, *asked_back]
    assert len(said) > 40
    assert len(asked_back) > 3
    file = tmp_path / "asked.jsonl"
    file.write_text("".join(json.dumps({"as": LEAD, "day": DAY, "text": each}) + "\n" for each in said))
    answers = [json.loads(each) for each in muster("ask", "--each", str(file)).out.splitlines()]
    wrong = {
        text: answer["asked_back"] or answer
        for place, (text, answer) in enumerate(zip(said, answers, strict=True))
        if (answer["asked_back"] is not None) != (place >= len(understood))
    }
    assert wrong == {}
