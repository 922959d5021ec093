"""What people take away: every kind of import, written as it can be imported again.

`rows.export_rows` answers with columns and rows; `files.write` makes files of them.
"""
