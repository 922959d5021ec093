"""Runs pytest, and the few tests that failed once more, one after the other: `python tests/again.py -n 3`.

Many tests run beside one another, and some of them wait in real time: where the machine stands still, one
may fail that has nothing wrong with it. Such a one passes alone, and that it did is said. Many that fail, one
that fails again, a file that can't be read, or a run that was broken off is a failure.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

MOST = 5
"""So many tests at most are run again: more of them do not fail for the time they took."""
FAILED = 1
"""What pytest ends with when it ran to its end and tests failed."""


def run(arguments: Sequence[str]) -> int:
    """Runs pytest with these arguments, and what failed once more. The status to end with."""
    with tempfile.TemporaryDirectory(prefix="again-") as kept:
        pytest = [sys.executable, "-m", "pytest", "-o", f"cache_dir={kept}", *arguments]
        status = subprocess.run([*pytest, "--assert=plain"], check=False).returncode
        failed = _failed(Path(kept))
        if status != FAILED or not failed or not all("::" in each for each in failed):
            return status
        again = [*pytest, "-n", "0", "--last-failed", "--lfnf=none"]
        if len(failed) > MOST:
            _say(f"{len(failed)} failed; the first of them again, to see why:", failed)
            subprocess.run([*again, f"--maxfail={MOST}"], check=False)
            return status
        _say(f"{len(failed)} failed beside others, and run again alone:", failed)
        status = subprocess.run(again, check=False).returncode
        still = _failed(Path(kept))
        if still or status:
            _say("Failed again alone:", still)
            return status or FAILED
        _say("Failed beside others and passed alone (look at them if it happens again):", failed)
        return 0


def _failed(cache: Path) -> list[str]:
    """The tests that failed last; a file that could not be read stands there by its own name."""
    found = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(found.read_text())) if found.exists() else []


def _say(heading: str, tests: Sequence[str]) -> None:
    print("\n".join([f"\n{heading}", *(f"  {each}" for each in tests)]), flush=True)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
