"""What `deploy/` offers to run Muster with: the unit is one systemd takes, the container has every room."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "muster.service"
CONTAINER = ROOT / "deploy" / "Containerfile"


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed")
    serve = "/opt/muster/.venv/bin/muster serve"
    text = UNIT.read_text(encoding="utf-8")
    assert f"ExecStart={serve}\n" in text
    copy = tmp_path / UNIT.name
    copy.write_text(text.replace(serve, "/bin/true serve"), encoding="utf-8")  # it has to be there
    done = subprocess.run([verify, "verify", str(copy)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    copy.write_text(copy.read_text(encoding="utf-8") + "[Service]\nRestrt=always\n", encoding="utf-8")
    wrong = subprocess.run([verify, "verify", str(copy)], capture_output=True, text=True, timeout=60)
    assert "Restrt" in wrong.stderr, "it would have said so"


def test_the_unit_starts_muster_again_but_not_over_a_wrong_setting() -> None:
    text = UNIT.read_text(encoding="utf-8")
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
