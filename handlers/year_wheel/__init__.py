# SPDX-License-Identifier: MPL-2.0
"""The yearly wheel: what comes back every year, when it falls, what is said of it, and that it is done.

counting.py: periods before and after a date · anchors.py: the meetings from which dates are reckoned · turning.py: the dates of a year ·
marks.py: what is done · saying.py: in words · naming.py: which entry words mean · asking.py, assembly.py: what is asked · settling.py: that something is done.
"""
