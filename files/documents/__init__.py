"""Documents people hand to somebody: PDF made for screen readers too, and workbooks of several sheets.

Each is the same to the byte for the same content, wherever and whenever it is made. A document's own module
says what stands in it (`transcript`), `pdf` and `sheets` make the files.
"""
