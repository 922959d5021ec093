"""What people take away: every kind of import, written as it can be imported again.

`rows.coming_rows` gives the rows; `files.write` makes files of them.
"""
