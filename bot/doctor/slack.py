# SPDX-License-Identifier: MPL-2.0
"""Looks at what is set for Slack: which way it is connected, whether its secrets can be read, what is missing."""

from collections.abc import Iterator
from typing import Literal, get_args

from bot.adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from bot.adapters.slack.sealing import Seal
from bot.doctor.finding import NOTE, OK, PROBLEM, Finding
from config.settings import Settings
from config.slack_settings import SlackSettings

SUBJECT = "slack"
Secret = Literal["bot_token", "app_token", "signing_secret", "client_secret"]
_BEGINS = {"bot_token": "xoxb-", "app_token": "xapp-"}
_FIRST = "Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN for one workspace, or SLACK_CLIENT_ID for several (docs/slack.md)."


def slack(settings: Settings) -> Iterator[Finding]:
    """Nothing is asked of Slack."""
    if not settings.slack.connects:
        given = [name for name in ("signing_secret", "client_secret") if _is_set(settings.slack, name)]
        if given:
            yield Finding(NOTE, SUBJECT, f"{' and '.join(_name(each) for each in given)} is set, but no token and no client id", _FIRST)
        else:
            yield Finding(OK, SUBJECT, "not set up")
        return
    yield Finding(OK, SUBJECT, _way(settings))
    yield from _secrets(settings)
    yield from _addresses(settings)


def _way(settings: Settings) -> str:
    if settings.slack.client_id:
        at = settings.public_url
        return f"several workspaces by OAuth, over HTTP: events at {at}{EVENTS_PATH}, installed at {at}{INSTALL_PATH}, redirect URL {at}{REDIRECT_PATH}"
    if settings.slack.mode == "http":
        return f"one workspace, events over HTTP at {settings.public_url or ''}{EVENTS_PATH}"
    return f"one workspace, events over Socket Mode by {settings.slack.sockets} socket{'' if settings.slack.sockets == 1 else 's'}"


def _secrets(settings: Settings) -> Iterator[Finding]:
    """Secrets in files are looked at too; none of them is shown."""
    for name in get_args(Secret):
        held = settings.slack.token(name) if _is_set(settings.slack, name) else None
        if held == "":
            yield Finding(PROBLEM, SUBJECT, f"{_name(name)} is empty", "Copy it from the app's pages at api.slack.com/apps.")
        elif held and not held.startswith(begins := _BEGINS.get(name, "")):
            yield Finding(PROBLEM, SUBJECT, f"what {_name(name)} holds does not begin with {begins}", "Copy it again from the app's pages.")
    if settings.slack.client_id:
        try:
            Seal(settings.encryption_keys)
        except ValueError as error:
            yield Finding(PROBLEM, SUBJECT, str(error), "Make one as docs/settings.md says; without the old one, workspaces must install the app again.")


def _addresses(settings: Settings) -> Iterator[Finding]:
    if settings.slack.mode == "http" and not (settings.public_url or "").startswith("https://"):
        text = f"OS2BOT_PUBLIC_URL is {'no https:// address' if settings.public_url else 'not set'}; Slack sends events to https:// only"
        yield Finding(NOTE, SUBJECT, text, f"Set it, and give Slack that address with {EVENTS_PATH}, as slack-manifest.yaml says.")


def _is_set(slack_settings: SlackSettings, name: str) -> bool:
    return bool(getattr(slack_settings, name) or getattr(slack_settings, f"{name}_file"))


def _name(field: str) -> str:
    return f"SLACK_{field}".upper()
