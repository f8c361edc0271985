# SPDX-License-Identifier: MPL-2.0
"""One package a platform: `adapter` connects, `parse` reads its events, `render` writes its markup."""
