"""What it means to be ready: pure rules over plain records.

Nothing here knows a database, Slack or the clock; the day asked about is always handed in.
The rules themselves are written down in `docs/rules.md`.
"""
