"""One module a change of shape."""
