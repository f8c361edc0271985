# SPDX-License-Identifier: MPL-2.0
"""How long facts are good for, and who is asked whether they still hold: the shipped rules, with an operator's own laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, TypeAdapter, ValidationError, with_config

from config.catalogue.load import in_words
from config.catalogue.values import ENTRY
from config.problems import ConfigError, Problem
from config.roles import Role
from config.yaml_file import YamlFile, read_yaml

_FILE = "freshness.yaml"

FactKind = Literal["coordinator", "contact", "level", "adoption", "vendor", "group", "article"]
KINDS: tuple[FactKind, ...] = get_args(FactKind)
Whom = Literal["holder", "coordinator", "deputy", "contact", "chair", "secretariat"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

Weeks = Annotated[int, Field(ge=1, le=52)]
Months = Annotated[int, Field(ge=1, le=120)]
Lines = Annotated[int, Field(ge=1, le=20)]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class AskingRule:
    """`lines`: facts in one message. `ahead_weeks`: before a fact's time is over. The other weeks each count from the step before."""

    weekday: Weekday
    lines: Lines
    ahead_weeks: Weeks
    nudge_weeks: Weeks
    group_weeks: Weeks
    secretariat_weeks: Weeks
    again_weeks: Weeks


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class FactRule:
    """`months`: how long such a fact is good for. `ask`: who is asked, the first first. `roles`: those that are told and confirmed as such facts."""

    kind: FactKind
    months: Months
    ask: tuple[Whom, ...]
    roles: tuple[Role, ...] = ()
    review_by: bool = False

    def good_until(self, since: date) -> date:
        """The first day on which a fact of this day has to be confirmed."""
        month = since.month - 1 + self.months
        year, month = since.year + month // 12, month % 12 + 1
        return min(date(year, month, 1) + timedelta(days=since.day - 1), _last_day(year, month)) + timedelta(days=1)


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """One for each kind of fact."""

    asking: AskingRule
    facts: Mapping[FactKind, FactRule]

    @cached_property
    def kind_of(self) -> Mapping[Role, FactKind]:
        """Role → the kind of fact that who holds it is."""
        return {role: rule.kind for rule in self.facts.values() for role in rule.roles}


@cache
def load_rules(overlay: Path | None = None) -> Rules:
    """Raises ConfigError with every problem found, with its file and line."""
    with as_file(files("config") / _FILE) as shipped:
        asking, facts = _read(shipped)
    own = overlay / _FILE if overlay else None
    if own and own.is_file():
        own_asking, own_facts = _read(own, asking)
        asking, facts = own_asking, facts | own_facts
    rules = Rules(_ASKING.validate_python(asking), facts)
    _check(rules, own if own and own.is_file() else shipped)
    return rules


def _read(path: Path, under: Mapping[str, Any] | None = None) -> tuple[Mapping[str, Any], dict[FactKind, FactRule]]:
    """`under`: what `asking` is laid over. The shipped file says everything, an operator's may leave out either."""
    file = read_yaml(path)
    value = file.value if isinstance(file.value, dict) else {}
    if not value or not set(value) <= {"asking", "facts"} or not isinstance(value.get("asking", {}), dict) or not isinstance(value.get("facts", []), list):
        raise ConfigError(Problem("holds `asking` with its fields, and a list named `facts`", path, 1))
    asking = {**(under or {}), **value.get("asking", {})}
    problems = _wrong(_ASKING, asking, file, ("asking",))
    rules: list[FactRule] = []
    for index, item in enumerate(value.get("facts", [])):
        if wrong := _wrong(_RULE, item, file, ("facts", index)):
            problems += wrong
            continue
        rules.append(_RULE.validate_python(item))
        if not rules[-1].ask:
            problems.append(Problem("names nobody", path, file.line(("facts", index, "ask")), f"facts[{index}].ask"))
        if [each.kind for each in rules].count(rules[-1].kind) > 1:
            problems.append(Problem(f"'{rules[-1].kind}' stands twice", path, file.line(("facts", index)), f"facts[{index}]"))
    if problems:
        raise ConfigError(*problems)
    return asking, {each.kind: each for each in rules}


def _wrong(adapter: TypeAdapter[Any], value: Any, file: YamlFile, place: tuple[str | int, ...]) -> list[Problem]:
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        return [
            Problem(
                in_words(each["type"], each["msg"]), file.path, file.line((*place, *each["loc"])),
                "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in (*place, *each["loc"])).lstrip("."),
            )
            for each in error.errors(include_url=False, include_input=False, include_context=False)
        ]  # fmt: skip
    return []


def _check(rules: Rules, path: Path) -> None:
    """What only shows over all of it."""
    problems = [Problem(f"has no rule for facts of the kind '{kind}'", path, 1, "facts") for kind in KINDS if kind not in rules.facts]
    roles = [role for rule in rules.facts.values() for role in rule.roles]
    problems += [Problem(f"the role '{role}' stands under two kinds", path, 1, "facts") for role in sorted({role for role in roles if roles.count(role) > 1})]
    asking = rules.asking
    if asking.nudge_weeks + asking.group_weeks + asking.secretariat_weeks > asking.ahead_weeks:
        said = "is less than nudge_weeks, group_weeks and secretariat_weeks together: the secretariat would be asked only when a fact's time is over"
        problems.append(Problem(said, path, 1, "asking.ahead_weeks"))
    if problems:
        raise ConfigError(*problems)


_ASKING, _RULE = TypeAdapter(AskingRule), TypeAdapter(FactRule)
