# SPDX-License-Identifier: MPL-2.0
"""`os2bot import meetings` as a real process: looked at first, applied when asked, taken back, refused in one sentence."""

import json
from pathlib import Path

from tests.calendars import event, ics, sample
from tests.e2e.console import os2bot
from tests.unit.config.icalendar.bombs import BOMBS

GROUP = ("--group", "os2mo/koordinationsgruppe")


def test_meetings_are_shown_imported_and_taken_back() -> None:
    path = str(sample("outlook"))
    unasked = os2bot("import", "meetings", path, *GROUP)
    assert (unasked.status, unasked.err) == (1, "Nothing was changed. Run it again with --yes to apply this.\n")
    assert [line.partition(":")[0] for line in unasked.out.splitlines() if line.startswith("+")] == [
        "+ line 36",
        "+ line 86",
        "+ line 36",
        "+ line 36",
        "+ line 105",
    ]
    dry = os2bot("import", "meetings", path, *GROUP, "--dry-run", "--json")
    assert (dry.status, dry.err, len(json.loads(dry.out)["added"])) == (0, "Dry run: nothing was changed.\n", 5)
    done = os2bot("import", "meetings", path, *GROUP, "--yes")
    assert (done.status, done.out.splitlines()[-1]) == (0, "Applied. `os2bot tell undo` takes it back within 24 hours.")
    again = os2bot("import", "meetings", path, *GROUP)
    assert (again.status, again.out.splitlines()) == (0, ["0 new, 0 changed, 2 unchanged.", "Nothing differs."])
    assert os2bot("tell", "undo").status == 0
    gone = os2bot("import", "meetings", path, *GROUP, "--yes")
    assert "Not taken over: line 36: Koordinationsgruppemøde OS2mo: was ended here; --current takes it up again" in gone.out
    assert os2bot("import", "meetings", path, *GROUP, "--current", "--yes").out.splitlines()[-2:] == [
        "0 new, 5 changed, 0 unchanged.",
        "Applied. `os2bot tell undo` takes it back within 24 hours.",
    ]


def test_what_cannot_be_imported_is_told_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "møder.ics"
    for data, problem in (
        (ics(event(start="DTSTART:\x1b[31mx")), "møder.ics, line 6: DTSTART is no date such as 20270104T130000"),
        (b"<html>", "møder.ics, line 1: is no calendar: its first line must be BEGIN:VCALENDAR"),
        (BOMBS["events"](), "holds more than 5,000 events; export fewer years"),
        (ics(), "møder.ics: holds no meetings to import"),
    ):
        path.write_bytes(data)
        refused = os2bot("import", "meetings", str(path), *GROUP, "--yes")
        assert (refused.status, refused.out, refused.err.count("\n"), problem in refused.err) == (2, "", 1, True)
        assert refused.err.replace("\n", "").isprintable()
    path.write_bytes(ics(event()))
    others = {"OS2BOT_ADMINS": "matrix:@admin:example.org", "OS2BOT_DATA_DIR": str(tmp_path / "others")}
    refused = os2bot("import", "meetings", str(path), *GROUP, "--yes", **others)
    assert (refused.status, refused.out, refused.err.startswith("os2bot: You are not permitted to do this:")) == (1, "", True)
