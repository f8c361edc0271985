# SPDX-License-Identifier: MPL-2.0
"""How meetings repeat: rules as calendars write them, as people say them, and as they are said back.

parts.py: a rule taken apart, and what is refused · rule.py: checked rules and their dates · wall_time.py: wall time in a zone ·
said.py, said_days.py: a rule to words · marks.py: what is special about a date ·
reading.py: words to a rule and times, by way of unread.py (what has been read is struck out), words.py (names and numbers),
durations.py, clock.py and times.py (the clock), rhythm_forms.py and rhythm.py (how often), spans.py (from when until when), ruling.py (the rule).
"""
