"""What we remember: tables, the questions asked of them, and the migrations between their shapes.

One module a kind of record, each holding its tables *and* the questions asked of them.
Nothing a person recorded is ever deleted or overwritten.
"""
