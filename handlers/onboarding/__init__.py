# SPDX-License-Identifier: MPL-2.0
"""Taking an organisation through a flow, step by step, over weeks. What is next is never stored: it follows from the flow, the answers and the day."""
