# SPDX-License-Identifier: MPL-2.0
"""What an operator sets and what is data: settings, catalogue, intents, texts. Imports no other room."""
