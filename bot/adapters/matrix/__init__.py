# SPDX-License-Identifier: MPL-2.0
"""Matrix: rooms plain and encrypted, over matrix-nio."""
