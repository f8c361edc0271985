# SPDX-License-Identifier: MPL-2.0
"""A logger that says nothing: Bolt and slack_sdk log payloads, people's words among them. What the operator must know, this adapter logs itself."""

import logging


def quiet_logger() -> logging.Logger:
    logger = logging.getLogger("os2bot.slack")
    logger.setLevel(logging.CRITICAL)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
