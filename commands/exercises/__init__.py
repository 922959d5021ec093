"""Exercises: planned, signed in to, logged, reviewed, and what is to be shown again."""
