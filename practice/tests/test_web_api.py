"""Who may call what, and the shape of every answer."""

import http.client
import json
from urllib.parse import urlencode, urlparse

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.client import Practice
from practice.scopes import NEEDED
from practice.shapes import Json
from tests import parrot


def post(
    slack: Practice, method: str, body: str, kind: str, token: str | None
) -> tuple[int, Json, dict[str, str]]:
    connection = http.client.HTTPConnection(urlparse(slack.url).netloc)
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection.request("POST", f"/api/{method}", body, headers)
    response = connection.getresponse()
    answer = json.loads(response.read()), {k.casefold(): v for k, v in response.getheaders()}
    connection.close()
    return response.status, *answer


def refused(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(error.value.response["error"])


def test_auth_test_tells_whose_token_it_is(slack: Practice, web: WebClient) -> None:
    answer = web.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (slack.team_id, slack.bot_user)
    assert answer["bot_id"].startswith("B")


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("app", "not_allowed_token_type")],
)
def test_a_wrong_token_is_refused(slack: Practice, token: str, error: str) -> None:
    given = slack.app_token if token == "app" else token
    _, answer, _ = post(slack, "users.list", "", "application/x-www-form-urlencoded", given or None)
    assert answer == {"ok": False, "error": error}


def test_a_token_may_come_in_the_form(slack: Practice) -> None:
    body = urlencode({"token": slack.bot_token})
    _, answer, _ = post(slack, "auth.test", body, "application/x-www-form-urlencoded", None)
    assert answer["ok"]
    assert "token" not in slack.calls("auth.test")[0].args


def test_connections_open_wants_the_app_level_token(slack: Practice) -> None:
    web = WebClient(base_url=slack.api_url)
    assert web.apps_connections_open(app_token=slack.app_token)["url"].startswith("ws://127.0.0.1:")
    with pytest.raises(SlackApiError) as error:
        web.apps_connections_open(app_token=slack.bot_token)
    assert refused(error) == "not_allowed_token_type"


def test_an_unknown_method(slack: Practice, web: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        web.api_call("chat.shout")
    assert error.value.response.data == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


def test_answers_carry_slacks_headers(slack: Practice) -> None:
    status, _, headers = post(slack, "users.list", "{}", "application/json; charset=utf-8", slack.bot_token)
    assert status == 200
    assert headers["x-oauth-scopes"].split(",") == sorted(parrot.SCOPES)
    assert headers["x-accepted-oauth-scopes"] == "users:read"
    assert headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[1]", "json_not_object")])
def test_bad_json(slack: Practice, body: str, error: str) -> None:
    _, answer, _ = post(slack, "users.list", body, "application/json; charset=utf-8", slack.bot_token)
    assert answer["error"] == error


def test_json_without_charset_is_warned_of(slack: Practice) -> None:
    _, answer, _ = post(slack, "auth.test", "{}", "application/json", slack.bot_token)
    assert answer["warning"] == "missing_charset"
    assert answer["response_metadata"] == {"warnings": ["missing_charset"]}


def test_a_missing_scope_says_which(slack: Practice) -> None:
    with Practice(parrot.manifest(scopes=["commands", "channels:read"])) as narrow:
        with pytest.raises(SlackApiError) as error:
            parrot.client(narrow).chat_postMessage(channel="C1", text="hello")
        answer = error.value.response.data
        assert answer == {
            "ok": False,
            "error": "missing_scope",
            "needed": "chat:write",
            "provided": "channels:read,commands",
        }
        assert narrow.get("scopes") == {method: list(needed) for method, needed in NEEDED.items()}


def test_every_method_has_its_scopes_on_record(slack: Practice, web: WebClient) -> None:
    for method in NEEDED:
        if method != "apps.connections.open":
            answer = post(slack, method, "{}", "application/json; charset=utf-8", slack.bot_token)[1]
            assert answer.get("error") not in ("unknown_method", "missing_scope"), (method, answer)


def test_errors_are_complaints_and_calls_are_kept(slack: Practice, web: WebClient) -> None:
    web.api_test(foo="bar")
    with pytest.raises(SlackApiError):
        web.users_info(user="U1")
    assert [c.method for c in slack.calls()] == ["api.test", "users.info"]
    assert slack.calls("users.info")[0].error == "user_not_found"
    assert [c.kind for c in slack.complaints] == ["api_error"]
    slack.forget("complaints")
    assert slack.complaints == []


def test_rates_are_kept_when_asked(slack: Practice, web: WebClient) -> None:
    ada = slack.person("Ada Abbott")
    for _ in range(5):
        web.chat_postMessage(channel=ada.id, text="not kept yet")
    slack.keep_rates()
    for _ in range(3):
        web.chat_postMessage(channel=ada.id, text="a burst")
    with pytest.raises(SlackApiError) as error:
        web.chat_postMessage(channel=ada.id, text="one too many")
    assert error.value.response.status_code == 429
    assert error.value.response.headers["Retry-After"] == "3"
    slack.advance(seconds=3)
    web.chat_postMessage(channel=ada.id, text="later")
    for _ in range(20):
        web.users_list()
    with pytest.raises(SlackApiError) as error:
        web.users_list()
    assert refused(error) == "ratelimited"
    assert int(error.value.response.headers["Retry-After"]) > 50
