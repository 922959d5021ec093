"""What is typed wrongly is said in our words, in one line, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.cli.conftest import Muster


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grant", "ann@x.gov", "boss"), "'boss' is not one of 'lead', 'manager'."),
        (("coverage", "--by", "nonsense"), ": 'nonsense' is not one of 'everyone', 'agency'"),
        (("due", "--within", "soon"), "--within': it wants a whole number. See muster due --help."),
        (("due", "--within", "-1"), "it wants at least 0."),
        (("manifest", "--url", "notaurl"), "begins with https:// alone"),
        (("manifest", "--url", "http://muster.example/slack/events"), "begins with https:// alone"),
        (("import", "county", "nowhere"), "There is no folder nowhere."),
        (("import", "county", "roster.csv"), "roster.csv is a file, and a county is a folder of them."),
        (("import", "roster", "."), "is a folder; name a file (a county's folder comes in by muster import"),
    ],
)
def test_it_is_one_line(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").touch()
    answer = muster(*words)
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert said in answer.err
    for theirs in ("Value error", "Input should"):
        assert theirs not in answer.err


def test_a_manifest_is_made_for_an_address_slack_takes(muster: Muster) -> None:
    url = "https://muster.county.example/slack/events"
    assert url in muster("manifest", "--url", url).out
