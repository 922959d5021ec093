"""Meetings: calls, their seats, answers, and what comes after them."""
