"""How long a text may be that forms take, records keep and files bring back; in characters.

Whatever is recorded here can be read again from a file it was exported to.
"""

from __future__ import annotations

LONGEST_INSTRUCTOR = 300
"""Of whoever taught a class: the whole name of somebody on the roster, or their e-mail."""
LONGEST_ORIGIN = 300
"""Of where a record is from: a door, the address of a message, a class with its course's whole title."""
