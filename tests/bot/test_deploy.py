"""What `deploy/` offers to run Muster with: the unit is one systemd takes, the container has every room."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import shutil
import subprocess
import textwrap
import tomllib
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from practice.client import Practice
from tests.bot.balancing import CONFIGURATION, HAPROXY, balanced, configured
from tests.waiting import until

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "muster.service"
UNITS = (UNIT, ROOT / "deploy" / "muster@.service")
CONTAINER = ROOT / "deploy" / "Containerfile"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed")
    serve = "/opt/muster/.venv/bin/muster serve"
    text = unit.read_text(encoding="utf-8")
    assert re.search(rf"^ExecStart=.*{serve}'?$", text, re.MULTILINE)
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(text.replace(serve, "/bin/true serve"), encoding="utf-8")  # it has to be there
    done = subprocess.run([verify, "verify", str(copy)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    copy.write_text(copy.read_text(encoding="utf-8") + "[Service]\nRestrt=always\n", encoding="utf-8")
    wrong = subprocess.run([verify, "verify", str(copy)], capture_output=True, text=True, timeout=60)
    assert "Restrt" in wrong.stderr, "it would have said so"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_unit_starts_muster_again_but_not_over_a_wrong_setting(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for line in ("Restart=always", "RestartPreventExitStatus=2", "UMask=0077", "User=muster"):
        assert f"\n{line}\n" in text
    assert "TOKEN" not in text


def test_the_container_copies_every_room_and_nothing_private() -> None:
    text = CONTAINER.read_text(encoding="utf-8")
    copied = {
        name.rstrip("/")
        for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE)
        for name in line.split()[:-1]
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = {each.removesuffix("*") for each in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert rooms <= copied
    assert "." not in copied
    assert all((ROOT / each).exists() for each in copied)
    assert project["project"]["readme"] in copied
    assert "USER muster" in text


def test_the_units_of_several_guard_as_the_one_does() -> None:
    one, several = (each.read_text(encoding="utf-8").partition("\nRestart=")[2] for each in UNITS)
    assert one == several


@pytest.mark.parametrize(("number", "ports"), [(1, "3001 9471"), (10, "3010 9480")])
def test_each_of_several_has_ports_of_its_own(number: int, ports: str) -> None:
    text = UNITS[1].read_text(encoding="utf-8")
    line = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)[0]
    said = line.replace("%i", str(number)).replace("$$", "$")  # as systemd does
    said = said.replace(
        "/opt/muster/.venv/bin/muster serve", 'sh -c "echo \\$MUSTER_HTTP_PORT \\$MUSTER_WATCH_PORT"'
    )
    done = subprocess.run(shlex.split(said), capture_output=True, text=True, timeout=10)
    assert (done.stdout.strip(), done.stderr) == (ports, "")
    state = (ROOT / "docs" / "state.md").read_text(encoding="utf-8")
    assert "`muster@10` at 3010 and 9480" in state


def test_systemd_takes_the_nightly_copy_and_its_line_names_the_day(tmp_path: Path) -> None:
    service, timer = (ROOT / "deploy" / f"muster-copy.{kind}" for kind in ("service", "timer"))
    text = service.read_text(encoding="utf-8")
    program = "/opt/muster/.venv/bin/muster"
    line = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)[0].replace("$$", "$").replace("%%", "%")
    done = subprocess.run(
        shlex.split(line.replace(program, "/bin/echo")), capture_output=True, text=True, timeout=10
    )
    assert re.fullmatch(r"db backup /var/backups/muster/muster-[1-7]\.db --over\n", done.stdout), done.stderr
    county = (ROOT / "docs" / "county.md").read_text(encoding="utf-8")
    assert "install -d -o muster -g muster -m 700 /var/backups/muster" in county
    if (verify := shutil.which("systemd-analyze")) is not None:
        (tmp_path / service.name).write_text(text.replace(program, "/bin/true"), encoding="utf-8")
        shutil.copy(timer, tmp_path)
        both = [str(tmp_path / each.name) for each in (service, timer)]
        taken = subprocess.run([verify, "verify", *both], capture_output=True, text=True, timeout=60)
        assert (taken.returncode, taken.stderr) == (0, "")


def test_haproxy_takes_its_configuration(tmp_path: Path) -> None:
    if HAPROXY is None:
        pytest.skip("haproxy is not installed")
    file = tmp_path / "haproxy.cfg"
    file.write_text(configured([3001, 3002, 3003], 8443), encoding="utf-8")
    done = subprocess.run([HAPROXY, "-c", "-f", str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    text = CONFIGURATION.read_text(encoding="utf-8")
    assert "uri /readyz" in text
    assert "path /slack/events" in text


def test_the_compose_file_says_that_it_is_untested_and_keeps_no_secret() -> None:
    text = (ROOT / "deploy" / "compose.yml").read_text(encoding="utf-8")
    made = yaml.safe_load(text)
    assert "UNTESTED" in text
    assert "xoxb" not in text
    assert {"database", "upgrade", "haproxy", "muster-1", "muster-2", "muster-3"} == made["services"].keys()
    assert (ROOT / "deploy" / made["services"]["muster-1"]["build"]["dockerfile"].rpartition("/")[2]).exists()


STANDS_IN = {
    "git": 'mkdir -p "$3/deploy" "$3/.venv/bin"; touch "$3/deploy/muster@.service"',
    "make": 'test -d "$2/.venv"',
    "systemctl": 'echo "$1" "$2" "$(readlink "$ROOT/opt/muster")" >> "$ROOT/done"',
    "curl": 'echo asked "$4" >> "$ROOT/done"; case "$4" in *:9473/*) sleep 1; false;; esac',
    "useradd": "true",
    "sudo": 'cd . && test -d "$(dirname "$3")"',
}
"""What is not at hand where this is tried. A third process never becomes ready."""


def _blocks(page: str, beginning: str) -> list[str]:
    """The commands shown on a page of docs/, each block by itself, from some words on."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").partition(beginning)[2]
    return [
        textwrap.dedent(each) for each in re.findall(r"^ *```\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    ]


def test_an_upgrade_without_a_pause_goes_as_it_is_written_after_a_set_up_as_it_is_written(
    tmp_path: Path,
) -> None:
    for name, does in STANDS_IN.items():
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    for each in ("opt", "etc/systemd/system", "var/lib/muster"):
        (tmp_path / each).mkdir(parents=True)

    def walk(*blocks: str) -> None:
        said = "\n".join(line for each in blocks for line in each.splitlines() if "-o muster" not in line)
        said = re.sub(r"(?<![\w.])/(opt|etc|var)/", rf"{tmp_path}/\1/", said).replace(
            "timeout 120", "timeout 2"
        )
        path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euc", said],
            capture_output=True,
            text=True,
            timeout=60,
            env={"PATH": path, "ROOT": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr

    state = _blocks("state.md", "## The processes")
    walk(state[0], state[2])
    link = tmp_path / "opt" / "muster"
    before = link.readlink()
    walk(*_blocks("upgrade.md", "## A state (PostgreSQL)")[:4])
    after = link.readlink()
    assert (before.name, after.name) == ("2026-11", "2027-01")
    assert [each.name for each in before.iterdir() if each.is_symlink()] == []
    lines = (tmp_path / "done").read_text(encoding="utf-8").splitlines()
    restarted = [line for line in lines if line.startswith("restart")]
    assert restarted == [f"restart muster@{each} {after}" for each in (1, 2, 3)]
    assert {"asked http://127.0.0.1:9471/readyz", "asked http://127.0.0.1:9473/readyz"} <= set(lines)


def test_the_practice_workspace_of_the_operators_page_has_its_people_in_it() -> None:
    written = _blocks("operator.md", "## GovSlack and test workspaces")[0]
    stage = yaml.safe_load(written.partition("END'\n")[2].partition("\nEND\n")[0])
    with Practice(ROOT / "manifest.yml", stage=stage) as slack:
        assert slack.somebody("Dana Reyes")


class NotReady(BaseHTTPRequestHandler):
    """A process that answers Slack, says that it is not ready, and is asked how it is at another address."""

    def do_GET(self) -> None:
        self._say(503)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"] or 0))
        self._say(200)

    def _say(self, status: int) -> None:
        self.server.said.append(status)  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


def test_with_no_process_ready_haproxy_has_one_of_them_say_so(tmp_path: Path) -> None:
    if HAPROXY is None:
        pytest.skip("haproxy is not installed")
    with ExitStack() as stack:
        slack, watch = (
            stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), NotReady)) for _ in range(2)
        )
        for each in (slack, watch):
            each.said = []  # type: ignore[attr-defined]
            Thread(target=each.serve_forever, daemon=True).start()
            stack.callback(each.shutdown)
        ports = [int(slack.server_address[1])] * 3
        at = stack.enter_context(balanced(ports, tmp_path, [int(watch.server_address[1])] * 3))
        log = tmp_path / "haproxy.log"
        until(lambda: "backend muster has no server available" in log.read_text(encoding="utf-8"))
        with closing(http.client.HTTPConnection("127.0.0.1", at, timeout=10)) as connection:
            connection.request("POST", "/slack/events", b"x")
            assert connection.getresponse().status == 200
        assert slack.said == [200], "it is asked at the address for that"  # type: ignore[attr-defined]
