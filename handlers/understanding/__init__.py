# SPDX-License-Identifier: MPL-2.0
"""From words to a query: language, names, intent, follow-ups. Pure and offline; its words are data under `config/`."""
