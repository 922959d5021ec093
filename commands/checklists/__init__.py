"""Checklists: what a region and its agencies have set themselves to do, by whom and until when."""
