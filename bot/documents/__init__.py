# SPDX-License-Identifier: MPL-2.0
"""A reply as a document: to be read in a browser, sent as an e-mail, printed or kept."""
