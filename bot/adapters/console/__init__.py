# SPDX-License-Identifier: MPL-2.0
"""The local console: a conversation in a terminal, or through a pipe."""
