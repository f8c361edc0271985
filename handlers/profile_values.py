# SPDX-License-Identifier: MPL-2.0
"""What somebody writes of themselves, made into what is kept: a name that can be shown, a time zone that there is."""

import zoneinfo

from handlers.refusal import Refusal, asking

LONGEST_NAME = 80


def name_of(text: str) -> str:
    """The name, if it can be one. Raises Refusal where it cannot."""
    name = " ".join(text.split()).strip(" .!,\"'")
    if name.casefold().startswith(("ikke ", "not ")):
        raise asking("profile.what", "organisation")
    if not name or len(name) > LONGEST_NAME or any(char in name for char in "<>@#`*_|[]{}\\/:") or any(char.isdigit() for char in name):
        raise Refusal("profile.bad_name", outcome="asked_back", missing=("name",))
    return name


def zone_of(text: str) -> str:
    """The zone that is named, by its own name or by a city of it. Raises Refusal where there is none."""
    wanted = text.strip(" .!").casefold().replace(" ", "_")
    zones = {zone.casefold(): zone for zone in zoneinfo.available_timezones()}
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones.values()) if "/" in zone}
    found = zones.get(wanted) or cities.get(wanted)
    if found is None:
        raise Refusal("profile.bad_zone", outcome="asked_back", zone=text)
    return found
