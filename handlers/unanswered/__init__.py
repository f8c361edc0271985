# SPDX-License-Identifier: MPL-2.0
"""Questions that nobody has answered: noted without a word of them, asked of whoever may know, answered later.

noting.py: every "I don't know" · asking.py: the asker wants an answer · answering.py: the owner gives one.
"""
