# SPDX-License-Identifier: MPL-2.0
"""The sections of the digest, one topic a file. Which there are, and in which order, says DIGEST in `handlers/__init__.py`."""
