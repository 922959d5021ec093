"""Fetching a file with our token, from Slack and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest

from files.limits import MOST_BYTES
from jobs import fetching
from jobs.failures import Away, Failure, Limited
from jobs.fetching import NotFetched, fetch, may_have_token
from tests.commands.slack_files import TOKEN, SlackFiles, slack_files


@pytest.fixture
def slack() -> Iterator[SlackFiles]:
    with slack_files() as server:
        yield server


def test_the_file_comes_with_its_name(slack: SlackFiles) -> None:
    slack.keep("F1", "Roster März.csv", b"a,b\n1,2\n")
    found = fetch(slack.client, "F1")
    assert (found.name, found.content) == ("Roster März.csv", b"a,b\n1,2\n")
    assert slack.tokens == [f"Bearer {TOKEN}"]


def test_the_token_goes_nowhere_else(slack: SlackFiles) -> None:
    with slack_files() as elsewhere:
        path = elsewhere.keep("F1", "roster.csv", b"a,b\n")
        slack.keep("F1", "roster.csv", b"", url_private_download=f"{elsewhere.address}{path}")
        with pytest.raises(NotFetched, match="not kept where Slack keeps files"):
            fetch(slack.client, "F1")
        assert elsewhere.tokens == []


def test_a_redirect_is_not_followed(slack: SlackFiles) -> None:
    with slack_files() as elsewhere:
        there = elsewhere.keep("F1", "roster.csv", b"a,b\n")
        path = slack.keep("F1", "roster.csv", b"a,b\n")
        slack.instead[path] = (302, {"Location": f"{elsewhere.address}{there}"}, b"")
        with pytest.raises(NotFetched, match="302"):
            fetch(slack.client, "F1")
        assert elsewhere.tokens == []


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/roster.csv", True),
        ("https://files.slack-gov.com/files-pri/T1-F1/download/roster.csv", True),
        ("https://slack.com/files/roster.csv", True),
        ("http://files.slack.com/files-pri/T1-F1/download/roster.csv", False),
        ("http://slack.com/files/roster.csv", False),
        ("https://files.slack.com.evil.example/roster.csv", False),
        ("https://files.slack.com@evil.example/roster.csv", False),
        ("https://user@files.slack.com/roster.csv", False),
        ("https://files.slack.com:8443/roster.csv", False),
        ("https://evil.example/files.slack.com", False),
        ("ftp://files.slack.com/roster.csv", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_where_the_token_may_go(address: str, may: bool) -> None:
    assert may_have_token(address, "https://slack.com/api/") is may


def test_a_file_that_is_too_large_is_not_fetched(slack: SlackFiles) -> None:
    slack.keep("F1", "big.csv", b"", size=MOST_BYTES + 1)
    with pytest.raises(NotFetched, match="larger than 20 MB"):
        fetch(slack.client, "F1")
    assert slack.tokens == []


def test_a_file_that_is_larger_than_it_says_is_cut_off(slack: SlackFiles) -> None:
    slack.keep("F1", "big.csv", b"x" * (MOST_BYTES + 2), size=10)
    with pytest.raises(NotFetched, match="larger than 20 MB"):
        fetch(slack.client, "F1")


def test_a_file_kept_outside_slack_is_refused(slack: SlackFiles) -> None:
    slack.keep("F1", "sheet", b"", is_external=True)
    with pytest.raises(NotFetched, match="outside Slack"):
        fetch(slack.client, "F1")


def test_slacks_page_to_sign_in_means_a_missing_scope(slack: SlackFiles) -> None:
    path = slack.keep("F1", "roster.csv", b"")
    page = b"<!DOCTYPE html><html><title>Sign in | Slack</title></html>"
    slack.instead[path] = (200, {"Content-Type": "text/html"}, page)
    with pytest.raises(NotFetched, match="files:read"):
        fetch(slack.client, "F1")


@pytest.mark.parametrize(
    ("status", "failure"), [(429, Limited), (500, Away), (503, Away), (404, NotFetched), (403, NotFetched)]
)
def test_what_slack_says_instead(slack: SlackFiles, status: int, failure: type[Exception]) -> None:
    path = slack.keep("F1", "roster.csv", b"a,b\n")
    slack.instead[path] = (status, {}, b"")
    with pytest.raises(failure):
        fetch(slack.client, "F1")


def test_a_missing_scope_for_the_question_is_a_failure_with_its_code(slack: SlackFiles) -> None:
    slack.instead["/api/files.info"] = (
        200,
        {"Content-Type": "application/json"},
        b'{"ok":false,"error":"missing_scope"}',
    )
    with pytest.raises(Failure) as failed:
        fetch(slack.client, "F1")
    assert failed.value.code == "missing_scope"


@pytest.mark.parametrize("pause", [0.01, 5.0])
def test_a_file_that_drips_or_stays_away_is_given_up_in_time(
    slack: SlackFiles, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    monkeypatch.setattr(fetching, "LONGEST_SECONDS", 0.4)
    slack.drips[slack.keep("F1", "card.pdf", b"%" * 1000)] = pause
    began = monotonic()
    with pytest.raises(Away):
        fetch(slack.client, "F1")
    assert monotonic() - began < 1.0
