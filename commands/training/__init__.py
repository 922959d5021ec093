"""Logging a class, taking it back, and a person's record."""
