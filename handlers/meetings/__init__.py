# SPDX-License-Identifier: MPL-2.0
"""The groups' meetings: what is asked about them, and how they are set up, changed and reminded of in conversation."""

from handlers.meetings.asking import list_meetings, next_meeting, rhythms_of

__all__ = ["list_meetings", "next_meeting", "rhythms_of"]
