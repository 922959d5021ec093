"""A second look at the few tests that failed: only what passes alone is forgiven, and that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import again

HELD_UP = """
from pathlib import Path

def test_held_up():
    before = Path(__file__).with_name("before")
    been, _ = before.exists(), before.touch()
    assert been
"""
WRONG = "def test_wrong():\n    one = 1\n    assert one == 2\n"
MANY = """
import pytest

@pytest.mark.parametrize('each', range({many}))
def test_each(each):
    assert each < 0
"""
FINE = "def test_fine():\n    pass\n"
NOT_TO_BE_READ = "import there_is_no_such_module\n"


@pytest.mark.sliced(4)
@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ([FINE], 0, None),
        ([FINE, HELD_UP], 0, "Failed beside others and passed alone"),
        ([WRONG, FINE], 1, "Failed again alone"),
        ([WRONG, HELD_UP], 1, "Failed again alone"),
        ([MANY.format(many=again.MOST + 1)], 1, None),
        ([FINE, NOT_TO_BE_READ], 1, None),
        ([HELD_UP, NOT_TO_BE_READ], 1, None),
        ([], 5, None),
    ],
)
def test_what_passes_alone_is_forgiven_and_nothing_else(
    tmp_path: Path, files: list[str], status: int, said: str | None
) -> None:
    for n, content in enumerate(files):
        (tmp_path / f"test_{n}.py").write_text(content)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    run = subprocess.run(
        [sys.executable, again.__file__, "-p", "xdist", "-n", "1", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == status, run.stdout + run.stderr
    assert ("run again alone" in run.stdout) is (said is not None)
    assert ("assert 1 == 2" in run.stdout) is (WRONG in files), "what was compared"
    assert ("to see why" in run.stdout) is (files == [MANY.format(many=again.MOST + 1)])
    if said is not None:
        assert said in run.stdout
