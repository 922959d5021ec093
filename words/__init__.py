"""How things are said and read: days, names, near misses, standings. Pure: the lexicon is handed in.

Files and commands both read with it.
"""
