# SPDX-License-Identifier: MPL-2.0
"""What comes in thousands at once, and the pace at which it is posted: so that nothing else waits for it, and no platform is asked for more than it allows."""

from datetime import timedelta

ANNOUNCEMENT, EDIT, DELETE = "announcement", "announcement_edit", "announcement_delete"
BULK = frozenset((ANNOUNCEMENT, EDIT, DELETE))
EVERY = timedelta(seconds=0.25)
"""Between two of them: 240 a minute. Slack allows "several hundred messages per minute" to one workspace, for all that the bot says there:
https://docs.slack.dev/apis/web-api/rate-limits#special-limits. A homeserver of Matrix whose limit was not lifted for the bot slows it down further."""
