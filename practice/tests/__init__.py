"""The practice workspace, proved with the official SDK and a real Bolt app."""
