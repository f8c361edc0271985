# SPDX-License-Identifier: MPL-2.0
"""The app asks Slack for what it uses, and for nothing else; manifest, table and code say the same."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import manifest

ROOT = Path(__file__).parents[4]
ADAPTER = ROOT / "bot" / "adapters" / "slack"
DECLARED: dict[str, Any] = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
HEARD = {**manifest.EVENTS, **manifest.EVENTS_OF_ASSISTANT_VIEW}
LONGEST = {"name": 35, "description": 140}
whole = pytest.mark.skipif(not (ADAPTER / "adapter.py").exists(), reason="the adapter is not whole yet")


@cache
def _trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ADAPTER.glob("*.py")) if path.name != "manifest.py")


def _nodes() -> Iterator[ast.AST]:
    for tree in _trees():
        yield from ast.walk(tree)


def _api_methods() -> frozenset[str]:
    """By slack_sdk's names; read from its client, so that none is taken for something else."""
    return frozenset(name for name in vars(AsyncWebClient) if "_" in name.strip("_") and not name.startswith("_") and name != "api_call")


def _called() -> set[str]:
    """Methods of the Web API that the adapter calls, or hands on to be called."""
    known = _api_methods()
    return {node.attr for node in _nodes() if isinstance(node, ast.Attribute) and node.attr in known}


def _mentioned() -> set[str]:
    """Every text and name in the adapter's code."""
    texts = {node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    names = {node.attr if isinstance(node, ast.Attribute) else node.id for node in _nodes() if isinstance(node, (ast.Attribute, ast.Name))}
    return texts | {str(getattr(manifest, name)) for name in names if isinstance(getattr(manifest, name, None), str)}


def _registered(kind: str) -> set[str]:
    """What is given as a text to `app.event(…)`, `app.command(…)` and the like."""
    calls = (node for node in _nodes() if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == kind and node.args)
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)}


def test_the_manifest_asks_for_the_scopes_of_the_table() -> None:
    scopes = DECLARED["oauth_config"]["scopes"]
    assert (set(scopes["bot"]), set(scopes["bot_optional"])) == (set(manifest.SCOPES), set(manifest.OPTIONAL))
    assert set(scopes) == {"bot", "bot_optional"}, "no user scopes"
    assert scopes["bot"] == sorted(scopes["bot"])
    assert set(manifest.OPTIONAL) < set(manifest.NOTED) <= set(manifest.SCOPES)


def test_the_manifest_subscribes_to_the_events_of_the_table() -> None:
    events = DECLARED["settings"]["event_subscriptions"]["bot_events"]
    assert events == sorted(manifest.EVENTS)
    assert not set(manifest.EVENTS) & set(manifest.EVENTS_OF_ASSISTANT_VIEW)


def test_the_manifest_has_the_command_and_the_shortcuts_of_the_table() -> None:
    features = DECLARED["features"]
    assert {each["command"]: each["usage_hint"] for each in features["slash_commands"]} == manifest.COMMANDS
    assert all(each["should_escape"] is True for each in features["slash_commands"]), "mentions come as ids"
    assert {each["callback_id"]: (each["type"], each["name"]) for each in features["shortcuts"]} == manifest.SHORTCUTS
    assert features["bot_user"]["display_name"] == DECLARED["display_information"]["name"] == manifest.BOT_USER


def test_the_manifest_is_for_socket_mode_and_one_workspace() -> None:
    settings = DECLARED["settings"]
    assert (settings["socket_mode_enabled"], settings["token_rotation_enabled"], settings["org_deploy_enabled"]) == (True, False, False)
    assert settings["interactivity"]["is_enabled"] is True
    assert set(DECLARED["features"]["app_home"].values()) == {True, False}
    comment = (ROOT / "slack-manifest.yaml").read_text(encoding="utf-8")
    assert all(path in comment for path in (manifest.EVENTS_PATH, manifest.REDIRECT_PATH))


def test_the_manifest_keeps_slacks_limits() -> None:
    shown, features = DECLARED["display_information"], DECLARED["features"]
    assert all(len(shown[name]) <= most for name, most in LONGEST.items())
    assert 175 <= len(shown["long_description"]) <= 4000
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in features["shortcuts"])
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["agent_view"]["suggested_prompts"]) <= 4
    assert all(len(each["description"]) <= 2000 and len(each["usage_hint"]) <= 1000 for each in features["slash_commands"])


def test_every_scope_that_a_table_names_is_asked_for() -> None:
    needed = {scope for table in (manifest.METHOD_SCOPES, HEARD, manifest.FEATURE_SCOPES) for scopes in table.values() for scope in scopes}
    assert needed == set(manifest.SCOPES)
    assert set(manifest.FEATURE_SCOPES) <= set(DECLARED["features"])


def test_every_method_of_the_table_is_one_of_slack_sdk() -> None:
    assert set(manifest.METHOD_SCOPES) <= _api_methods()


def test_what_is_called_is_in_the_table() -> None:
    assert _called() <= set(manifest.METHOD_SCOPES), "name the method and its scopes in manifest.py"


def test_what_is_registered_is_in_the_table() -> None:
    assert {name if name != "message" else "message.im" for name in _registered("event")} <= set(HEARD)
    assert _registered("command") <= set(manifest.COMMANDS)
    assert _registered("shortcut") | _registered("global_shortcut") | _registered("message_shortcut") <= set(manifest.SHORTCUTS)


@whole
def test_every_scope_is_used() -> None:
    used = {scope for name in _called() for scope in manifest.METHOD_SCOPES.get(name, ())}
    used |= {scope for scopes in (*manifest.EVENTS.values(), *manifest.FEATURE_SCOPES.values()) for scope in scopes}
    assert set(manifest.SCOPES) == used


@whole
def test_every_event_command_and_shortcut_is_listened_to() -> None:
    mentioned = _mentioned()
    assert {name.partition(".")[0] for name in HEARD} <= mentioned
    assert {*manifest.COMMANDS, *manifest.SHORTCUTS} <= mentioned


@whole
def test_every_method_of_the_table_is_called() -> None:
    inside_the_sdk = {"oauth_v2_access"}  # called by slack_sdk's and Bolt's own parts
    assert set(manifest.METHOD_SCOPES) - inside_the_sdk == _called() - inside_the_sdk
