"""Whole dialogues over the real protocol, against the practice workspace."""
