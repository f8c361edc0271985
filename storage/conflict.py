# SPDX-License-Identifier: MPL-2.0
"""That two wanted to change the same thing at once, on any database."""


class ChangedMeanwhileError(Exception):
    """Somebody else changed what this unit of work read or waited for: nothing of it may be kept; read again and decide anew."""
