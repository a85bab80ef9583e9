"""How often, how much and how long: the numbers of a link, as docs/wire.md has them."""

PERIOD_S = 1.0 / 60.0
PAUSE = 8
"""Periods without a batch after which the next one begins a new rhythm."""
MOST_UNANSWERED = 8
"""Batches: a slow body gets fewer and newer ones, and what it reads is not old."""
LEAST_ROOM, MOST_ROOM = 250, 8_000
"""Commands in them; between these, as many as the body does in the time below."""
AHEAD_S = 0.1
MOST_TOGETHER = 1_000
"""Commands in a batch."""
MOST_BYTES = 262_144
"""In a batch of more than one command."""
GROUP_BYTES = 65_536
"""Of commands that are told together and never parted."""
HEARTBEAT_S = 1.0
SILENT_S = 3.0
BUSY_S = 10.0
"""As long a body may be silent that has something to do."""
LASTED_S = 1.0
"""Who hangs up after this was well connected."""
SEAT_S = 1.0
"""So often a body is asked again that somebody else drives."""
CLOSING_S = 1.0
NOT_LONG_S = 0.2
