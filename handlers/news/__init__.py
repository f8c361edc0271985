# SPDX-License-Identifier: MPL-2.0
"""What became otherwise with products and members: gathered for a span of time, for one reader, and said in lines."""
