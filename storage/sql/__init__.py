# SPDX-License-Identifier: MPL-2.0
"""How the bot remembers: SQLite by default, PostgreSQL for several replicas."""
