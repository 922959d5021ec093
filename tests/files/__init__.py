"""Tests of the files people bring and take."""
