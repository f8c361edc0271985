# SPDX-License-Identifier: MPL-2.0
"""`os2bot import people` and `export people` as real processes: looked at first, applied when asked, refused in one sentence."""

import json
import stat
from pathlib import Path

from tests.e2e.console import os2bot

FILE = "role;scope;organisation;identity;share;valid_from\nproduktkoordinator;OS2mo;Aarhus Kommune;slack:T0TEST001:U0ANNE001;1/5;1/1-2026\n"


def _file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_roles_are_shown_imported_exported_and_taken_back(tmp_path: Path) -> None:
    path, out = _file(tmp_path, FILE), tmp_path / "out.csv"
    unasked = os2bot("import", "people", path)
    assert (unasked.status, unasked.err) == (1, "Nothing was changed. Run it again with --yes to apply this.\n")
    assert "+ line 2: slack:T0TEST001:U0ANNE001 (Aarhus Kommune), 20 % af en stilling bliver produktkoordinator for OS2mo fra 1. januar 2026" in unasked.out
    dry = os2bot("import", "people", path, "--dry-run", "--json")
    assert (dry.status, dry.err, len(json.loads(dry.out)["added"])) == (0, "Dry run: nothing was changed.\n", 1)
    done = os2bot("import", "people", path, "--yes")
    assert (done.status, done.out.splitlines()[-1]) == (0, "Applied. `os2bot tell undo` takes it back within 24 hours.")
    assert os2bot("export", "people", str(out)).status == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "produktkoordinator;product;os2mo;aarhus;slack:T0TEST001:U0ANNE001;;20;2026-01-01;;import" in out.read_text(encoding="utf-8")
    again = os2bot("import", "people", str(out))
    assert (again.status, again.out.splitlines()) == (0, ["0 new, 0 changed, 2 unchanged.", "Nothing differs."])
    twice = os2bot("export", "people", str(out))
    assert (twice.status, twice.err) == (2, f"os2bot: {out}: exists already; give another name, or --force to replace it\n")
    assert os2bot("tell", "undo").status == 0
    assert "U0ANNE001" not in os2bot("export", "people", "--history").out


def test_what_cannot_be_imported_is_told_and_changes_nothing(tmp_path: Path) -> None:
    named = os2bot("import", "people", _file(tmp_path, "role;name\nadmin;Anne Testesen\n"), "--yes")
    assert (named.status, named.out, named.err.count("\n")) == (2, "", 1)
    assert "people.csv, line 1: name: is not taken: a person's name needs that person's own consent" in named.err
    wrong = os2bot("import", "people", _file(tmp_path, FILE.replace("OS2mo", "OS2\x1b[31mmo") + "chef;;aarhus;;;\n"), "--yes")
    assert (wrong.status, [line.split(": ")[2] for line in wrong.err.splitlines()]) == (2, ["scope", "role"])
    assert wrong.err.replace("\n", "").isprintable()
    others = {"OS2BOT_ADMINS": "matrix:@admin:example.org", "OS2BOT_DATA_DIR": str(tmp_path / "others")}
    for arguments in (("import", "people", _file(tmp_path, FILE), "--yes"), ("export", "people", str(tmp_path / "out.csv"))):
        refused = os2bot(*arguments, **others)
        assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
        assert refused.err.startswith("os2bot: You are not permitted to do this:")
    assert not (tmp_path / "out.csv").exists()
