# SPDX-License-Identifier: MPL-2.0
"""The facts OS2 has published about itself: their shapes, the shipped files, and how an operator's files are laid over them."""
