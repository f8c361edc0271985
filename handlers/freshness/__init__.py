# SPDX-License-Identifier: MPL-2.0
"""Facts that stay true: how old each is, who is asked whether it still holds, and what became of the asking.

facts.py: what counts as one fact · standing.py: whether it is still good · marks.py: how an answer says so · who.py: whom to ask ·
next_question.py: what comes next for one fact · rounds.py: who is asked what in a week · asked_of.py: what one person is asked ·
answering.py: what they answer · report.py: how fresh everything is.
"""
