"""Muster installed by itself: nothing of the practice workspace comes along, and nothing misses it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PRACTICE_ONLY = {"muster-practice", "aiohttp", "jsonschema", "jinja2", "pyyaml"}
MODULES = ("practice", "aiohttp", "jsonschema", "jinja2", "yaml")
ROOMS = [
    name.removesuffix("*")
    for name in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"][
        "find"
    ]["include"]
]
IMPORT_ALL = f"""
import importlib, pkgutil, sys
DEMO = ("bot.demo", "bot.own_county", "bot.tour", "bot.cli.__main__")
for absent in {MODULES!r}:
    sys.modules[absent] = None
for room in {ROOMS!r}:
    package = importlib.import_module(room)
    for found in pkgutil.walk_packages(package.__path__, f"{{room}}."):
        if ".migrations" not in found.name and found.name not in DEMO:
            importlib.import_module(found.name)
"""
DEMO = """
import sys
sys.modules["practice"] = None
from bot.cli import main
sys.argv = ["muster", "demo", "--once"]
main()
"""


def test_what_the_product_asks_for_brings_nothing_of_practice() -> None:
    asked, waiting = set[str](), ["muster"]
    while waiting:
        for line in requires(waiting.pop()) or []:
            needed = Requirement(line)
            name = needed.name.lower().replace("_", "-")
            extras = ["", *needed.extras]
            if name not in asked and (
                needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras)
            ):
                asked.add(name)
                waiting.append(name)
    assert "slack-bolt" in asked
    assert asked & PRACTICE_ONLY == set()


def test_the_hashed_file_names_nothing_of_practice() -> None:
    text = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
    assert "slack-bolt" in pinned
    assert pinned & PRACTICE_ONLY == set()


def test_every_module_but_the_demo_does_without_them() -> None:
    assert "bot" in ROOMS
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_demo_says_what_it_misses() -> None:
    done = subprocess.run([sys.executable, "-c", DEMO], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "make demo" in done.stderr
    assert "Traceback" not in done.stderr
