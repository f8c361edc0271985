# SPDX-License-Identifier: MPL-2.0
"""A flow as a picture: what stands in it, as Mermaid text, and drawn as SVG. The same flow and language always give the same text."""
