# SPDX-License-Identifier: MPL-2.0
"""The guide to Slack says what is so: scopes, settings, paths, figures, and what it leads to."""

import re
from pathlib import Path

from prometheus_client import CollectorRegistry

from bot.adapters.slack import manifest
from bot.adapters.slack.metrics import SlackMetrics
from tests.unit.test_settings_documented import NAMES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "slack.md").read_text(encoding="utf-8")
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")


def test_every_scope_is_explained_and_no_other() -> None:
    table = GUIDE.split("| scope |")[1].split("\n\n")[0].splitlines()[2:]
    rows = {scope: row for row in table for scope in re.findall(r"`([\w:.]+)`", row.split("|")[1])}
    assert set(rows) == set(manifest.SCOPES)
    assert {scope for scope, row in rows.items() if "optional:" in row} == set(manifest.OPTIONAL)


def test_every_setting_it_names_is_one() -> None:
    assert set(re.findall(r"(?:OS2BOT|SLACK)_[A-Z_]+", GUIDE)) <= NAMES


def test_paths_command_and_shortcuts_are_as_in_the_manifest() -> None:
    named = set(re.findall(r"/slack/\w+", GUIDE))
    assert named == {manifest.EVENTS_PATH, manifest.INSTALL_PATH, manifest.REDIRECT_PATH}
    assert all(f"**{name}**" in GUIDE for _, name in manifest.SHORTCUTS.values())
    assert all(path.rpartition("/")[2] in OPERATIONS for path in named)


def test_every_link_leads_somewhere() -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", GUIDE):
        text = (DOCS / target).read_text(encoding="utf-8") if target else GUIDE
        headings = {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
        assert not anchor or anchor in headings, f"{target}#{anchor}"


def test_every_figure_of_slack_is_explained_and_no_other() -> None:
    registry = CollectorRegistry()
    SlackMetrics(registry)
    figures = {f"{metric.name}_total" if metric.type == "counter" else metric.name for metric in registry.collect()}
    assert set(re.findall(r"os2bot_slack_\w+", OPERATIONS)) == figures
