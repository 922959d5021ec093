"""Slash commands as Slack delivers them, signed, and clients in processes of their own that send them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from slack_sdk.signature import SignatureVerifier

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "manifest.yml"
PATH = "/slack/events"
SECRET = "a secret of the bench alone"


def slash(
    number: int, workspace: str, user: str, command: str, text: str, response_url: str = ""
) -> dict[str, str]:
    """A slash command; its number is its own."""
    return {
        "command": command,
        "text": text,
        "team_id": workspace,
        "user_id": user,
        "channel_id": "C0ROOM",
        "channel_name": "readiness",
        "trigger_id": f"{number}.trigger",
        "response_url": response_url,
        "api_app_id": "A0",
    }


def signed(form: str) -> dict[str, str]:
    """The headers that a form is delivered with now."""
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=form)
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature or "",
    }


def sent_by(client: str, given: dict[str, Any]) -> Any:
    """What a client found that sends what it is given: a module, run in a process of its own."""
    run = [sys.executable, "-m", f"benchmarks.{client}"]
    done = subprocess.run(
        run, input=json.dumps(given), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    return json.loads(done.stdout)
