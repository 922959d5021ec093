"""How long `muster serve` takes until it answers, and how much memory it has by then.

`python -m benchmarks.starting [FOLDER]`: of this checkout, or of another one with a `.venv` of its own.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from practice.client import Practice

STARTS = 7
PATIENCE_SECONDS = 60
HERE = Path(__file__).resolve().parent.parent


def main() -> int:
    """Starts it several times; prints the medians."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    seconds, megabytes = starting(folder)
    print(f"`muster serve` answers after {seconds:.2f} s, with {megabytes:.0f} MB resident ({STARTS} starts)")
    return 0


def starting(checkout: Path = HERE) -> tuple[float, float]:
    """Median seconds from the start of the process to its first answer, and megabytes resident then."""
    muster = str(checkout / ".venv" / "bin" / "muster")
    found = []
    with tempfile.TemporaryDirectory() as folder, Practice(HERE / "manifest.yml") as slack:
        environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": "a secret of the bench alone",
            "SLACK_API_URL": slack.api_url,
            "MUSTER_DATABASE_URL": f"sqlite:///{folder}/start.db",
        }
        environment.pop("SLACK_APP_TOKEN", None)
        subprocess.run(
            [muster, "db", "upgrade"], env=environment, cwd=checkout, check=True, capture_output=True
        )
        for _ in range(STARTS):
            environment["MUSTER_HTTP_PORT"] = str(_free_port())
            found.append(_once(muster, environment, checkout))
    return statistics.median(each[0] for each in found), statistics.median(each[1] for each in found)


def _once(muster: str, environment: dict[str, str], checkout: Path) -> tuple[float, float]:
    port = int(environment["MUSTER_HTTP_PORT"])
    began = time.perf_counter()
    process = subprocess.Popen(
        [muster, "serve"], env=environment, cwd=checkout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
                raise RuntimeError("muster serve did not come up")
            time.sleep(0.005)
        return time.perf_counter() - began, _megabytes(process.pid)
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _megabytes(pid: int) -> float:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=True, capture_output=True, text=True)
    return int(shown.stdout) / 1024


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
