"""What the server hands out: the files, their policy, and nothing from elsewhere. Needs no browser."""

import http.client
import re
from email.message import Message
from pathlib import Path

import pytest

import practice.page
from tests.page.fake_workspace import Serving

STATIC = Path(practice.page.__file__).parent / "static"
SOURCES = sorted(path for path in STATIC.rglob("*") if path.suffix in {".js", ".css", ".html", ".svg"})


def fetch(server: Serving, path: str) -> tuple[int, Message]:
    """The status and headers of an answer; the path is sent as it is written."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers


@pytest.mark.parametrize(
    ("path", "kind"), [("/", "html"), ("/page/script/main.js", "javascript"), ("/page/style/base.css", "css")]
)
def test_page_and_its_files_come_with_a_strict_policy(server: Serving, path: str, kind: str) -> None:
    status, headers = fetch(server, path)
    assert status == 200
    assert headers.get_content_subtype() == kind
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/page/../__init__.py", "/page/%2e%2e/__init__.py", "/page/__init__.py", "/page/"]
)
def test_nothing_but_the_page_s_files_is_handed_out(server: Serving, path: str) -> None:
    status, _ = fetch(server, path)
    assert status in {403, 404}


def test_every_file_the_page_names_is_there(server: Serving) -> None:
    named = re.findall(r'(?:src|href)="(/page/[^"]+)"', (STATIC / "index.html").read_text())
    imported = {
        f"/page/script/{name}"
        for path in STATIC.rglob("*.js")
        for name in re.findall(r'from "\./([^"]+)"', path.read_text())
    }
    assert len(named) > 5
    assert len(imported) > 15
    assert {fetch(server, path)[0] for path in {*named, *imported}} == {200}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_file_reaches_for_a_foreign_host_or_makes_markup_of_text(path: Path) -> None:
    text = path.read_text()
    addresses = set(re.findall(r"https?://[\w.-]+", text)) - {"http://www.w3.org"}
    assert addresses == set()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
    )
    assert len(text.splitlines()) < 400
