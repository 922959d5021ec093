"""Checklists: items with an owner and a day, templates of them, reminders, a channel's weekly line."""
