"""`python -m practice --manifest manifest.yml`: serve a practice workspace until interrupted."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from practice.manifest import Manifest, ManifestError
from practice.server import read_stage, serving


def main(arguments: list[str] | None = None) -> int:
    """Run the server. Returns the exit status: 2 when a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m practice", description=__doc__)
    parser.add_argument("--manifest", type=Path, required=True, help="the app's manifest, YAML or JSON")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--workspace", type=Path, help="people and channels to start with, YAML")
    given = parser.parse_args(arguments)
    try:
        manifest = Manifest.from_file(given.manifest)
        stage = read_stage(given.workspace) if given.workspace else {}
    except (OSError, ManifestError) as error:
        print(error, file=sys.stderr)
        return 2
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(manifest, given.port, dict(stage)))
    return 0


async def _serve(manifest: Manifest, port: int, stage: dict[str, object]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with serving(manifest, port, stage) as running:
        workspace = running.rooms.workspace
        print(f"listening on {running.url}", flush=True)
        print(f"SLACK_API_URL={running.url}/api/", flush=True)
        print(f"SLACK_BOT_TOKEN={workspace.bot_token}", flush=True)
        print(f"SLACK_APP_TOKEN={workspace.app_token}", flush=True)
        print(f"SLACK_SIGNING_SECRET={workspace.signing_secret}", flush=True)
        if not stage.get("people"):
            print("# Nobody is in it yet: --workspace FILE says who is, and in which channels.", flush=True)
        await stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
