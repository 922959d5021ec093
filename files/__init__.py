"""Files people bring and files people take: spreadsheets in, spreadsheets out, free of any database.

`table` reads a file into rows, `kinds` says what an import of each kind holds and reads its rows into
typed values, `cells` reads one cell, `write` makes the files that leave. The rules are in `docs/imports.md`.
"""
