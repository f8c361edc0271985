# SPDX-License-Identifier: MPL-2.0
"""What became otherwise with products and members."""
