# SPDX-License-Identifier: MPL-2.0
"""What people ask for: each intent, its sentences, the words for fixed values, and the model trained from them."""
