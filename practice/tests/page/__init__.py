"""Tests of the page, over a stand-in for the server."""
