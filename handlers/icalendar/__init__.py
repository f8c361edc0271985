# SPDX-License-Identifier: MPL-2.0
"""Calendars of other programs and our meetings: what theirs changes of ours, and ours as theirs read it.

comparing.py: a calendar beside what is known · dates.py: the same for single dates · writing.py: meetings as a calendar ·
offering.py, offer_words.py, following.py, feed_address.py: calendars that are followed ·
timezone.py: its zones · scopes.py: whose meetings an address shows · tokens.py: addresses nobody can guess.
"""
