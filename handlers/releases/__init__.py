# SPDX-License-Identifier: MPL-2.0
"""Releases of products: the lists of them that the web has, what is new in these, and what is told of it."""
