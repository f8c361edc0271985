# SPDX-License-Identifier: MPL-2.0
"""`os2bot import` and `export` as real processes: looked at first, applied when asked, refused in one sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.e2e.running import wait_for

OS2BOT = str(Path(sys.executable).with_name("os2bot"))
PAYLOADS = Path(__file__).parents[1] / "unit" / "payloads" / "publiccode"
OWN = "organisations:\n  - id: nordby\n    name: Nordby Kommune\n    type: municipality\n    source: hb\n"


def _run(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([OS2BOT, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False, input=stdin or "")


def _file(tmp_path: Path, text: str, name: str = "own.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def _database() -> Path:
    return Path(os.environ["OS2BOT_DATA_DIR"]) / "os2bot.db"


def test_an_import_is_shown_applied_and_then_differs_in_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, OWN)
    refused = _run("import", "catalogue", path)
    assert (refused.returncode, refused.stdout.splitlines()[0]) == (1, "+ organisations/nordby  Nordby Kommune")
    assert refused.stderr == "Nothing was changed. Run it again with --yes to apply this.\n"
    applied = _run("import", "catalogue", path, "--yes")
    assert (applied.returncode, applied.stdout.splitlines()[-1]) == (0, "Applied.")
    again = _run("import", "catalogue", path)
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "Nothing differs.")
    changed = _run("import", "catalogue", _file(tmp_path, OWN.replace("Nordby Kommune", "Ny Nordby")), "--dry-run")
    assert (changed.returncode, changed.stdout.splitlines()[:2]) == (0, ["~ organisations/nordby", '    name: "Nordby Kommune" → "Ny Nordby"'])
    assert "exist only in the database and stay" in changed.stdout


def test_a_look_at_a_new_database_compares_with_what_it_will_hold_and_loads_nothing(tmp_path: Path) -> None:
    dry = _run("import", "catalogue", _file(tmp_path, OWN), "--dry-run", "--json")
    shown = json.loads(dry.stdout)
    assert (dry.returncode, dry.stderr) == (0, "Dry run: nothing was changed.\n")
    assert ([each["key"] for each in shown["added"]], shown["changed"]) == (["nordby"], [])
    assert shown["only_in_database"] > 600
    assert _run("import", "catalogue", Path("config/catalogue").absolute()).stdout.splitlines()[-1] == "Nothing differs."
    rows = subprocess.run(
        [sys.executable, "-c", f"import sqlite3; print(sqlite3.connect({str(_database())!r}).execute('SELECT count(*) FROM sources').fetchone())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert rows.stdout == "(0,)\n"


def test_the_answer_at_the_terminal_decides(tmp_path: Path) -> None:
    path = _file(tmp_path, OWN)
    for answer, ending, status in (("n", "Nothing was changed.", 1), ("", "Nothing was changed.", 1), ("y", "Applied.", 0)):
        with pexpect.spawn(OS2BOT, ["import", "catalogue", str(path)], encoding="utf-8", timeout=30) as process:
            process.expect_exact("Apply? [y/N]: ")
            assert "+ organisations/nordby" in (process.before or "")
            process.sendline(answer)
            process.expect_exact(ending)
            process.expect(pexpect.EOF)
            process.close()
            assert process.exitstatus == status


def test_an_interrupt_at_the_question_changes_nothing(tmp_path: Path) -> None:
    with pexpect.spawn(OS2BOT, ["import", "catalogue", str(_file(tmp_path, OWN))], encoding="utf-8", timeout=30) as process:
        process.expect_exact("Apply? [y/N]: ")
        wait_for("it to wait for an answer", lambda: _sleeps(process.pid))  # an interrupt that comes within a destructor is lost
        process.sendintr()
        process.expect(pexpect.EOF)
        process.close()
        assert process.exitstatus not in (0, None)
        assert "Traceback" not in (process.before or "")
    assert _run("import", "catalogue", _file(tmp_path, OWN)).returncode == 1


def _sleeps(pid: int) -> bool:
    """As far as the system tells: only Linux does."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "S"


def test_an_exported_catalogue_differs_in_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"
    assert _run("import", "catalogue", _file(tmp_path, OWN), "--yes").returncode == 0
    assert _run("export", "catalogue", path).returncode == 0
    assert _run("import", "catalogue", path).stdout.splitlines()[-1] == "Nothing differs."
    assert _run("export", "catalogue").stdout == path.read_text(encoding="utf-8")
    again = _run("export", "catalogue", path)
    assert (again.returncode, again.stderr) == (2, f"os2bot: {path}: exists already; give another name, or --force to replace it\n")
    assert _run("export", "catalogue", path, "--force").returncode == 0


def test_exported_organisations_come_with_their_sources(tmp_path: Path) -> None:
    found = json.loads(_run("export", "organisations", "--json").stdout)
    assert set(found) == {"sources", "organisations"}
    assert {each["source"] for each in found["organisations"]} == {each["id"] for each in found["sources"]}
    path = tmp_path / "organisations.yaml"
    assert _run("export", "organisations", path).returncode == 0
    assert _run("import", "organisations", path).stdout.splitlines()[-1] == "Nothing differs."


def test_a_csv_of_organisations_is_imported_and_its_bad_lines_are_told(tmp_path: Path) -> None:
    path = _file(tmp_path, "\ufeffname;type;region\nNordby Kommune;municipality;region-hovedstaden\nAarhus Kommune;municipality;\n", "own.csv")
    shown = _run("import", "organisations", path, "--source", "hb", "--dry-run").stdout.splitlines()
    assert shown[:4] == [
        "+ organisations/nordby-kommune  Nordby Kommune",
        "~ organisations/aarhus",
        '    source: "municipalities" → "hb"',
        '    region: "region-midtjylland" → (none)',
    ]
    wrong = _run("import", "organisations", _file(tmp_path, "name,type,region\nNordby,town,\nØsterby,other,nowhere\n", "own.csv"), "--source", "hb", "--yes")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1
    assert "own.csv, line 2: type: must be" in wrong.stderr
    lost = _run("import", "organisations", _file(tmp_path, "name,type,region\nØsterby,other,nowhere\n", "own.csv"), "--source", "hb", "--yes")
    assert lost.stderr == f"os2bot: {path}, line 2: organisations 'oesterby': names nowhere in organisations, which does not exist\n"


def test_a_publiccode_file_is_imported_with_what_was_not_taken_over(tmp_path: Path) -> None:
    shown = _run("import", "publiccode", PAYLOADS / "os2mo.yml", "--json", "--yes")
    assert (shown.returncode, shown.stderr) == (0, "Applied.\n")
    diff = json.loads(shown.stdout)
    assert [each["key"] for each in diff["added"]] == ["publiccode/os2mo"]
    assert [field["field"] for field in diff["changed"][0]["fields"]] == ["licence", "sources"]
    assert len(diff["not_taken_over"]) == 4
    assert "example.org" not in shown.stdout
    assert _run("import", "publiccode", PAYLOADS / "os2mo.yml").stdout.splitlines()[-1] == "Nothing differs."
    assert "MPL-2.0" in _run("ask", "Which licence does OS2mo have?", "--language", "en").stdout


@pytest.mark.parametrize("name", sorted(path.name for path in PAYLOADS.iterdir()))
def test_every_real_publiccode_file_ends_in_a_diff_or_in_sentences(name: str) -> None:
    shown = _run("import", "publiccode", PAYLOADS / name, "--category", "internet of things", "--mailbox", "post@example.org", "--dry-run")
    assert shown.returncode in (0, 2)
    assert "Traceback" not in shown.stderr
    assert all(line.startswith("os2bot: ") for line in shown.stderr.splitlines())


def test_no_file_steers_the_terminal(tmp_path: Path) -> None:
    evil = "\\e[31mred\\x9b2J"
    path = _file(tmp_path, f'categories:\n  - id: "{evil}"\n    name:\n      da: "{evil}"\n      en: "{evil}"\n')
    twice = _file(tmp_path, path.read_text(encoding="utf-8") + f'  - id: "{evil}"\n    name: {{da: a, en: b}}\n', "twice.yaml")
    for arguments in (("catalogue", path), ("catalogue", path, "--json"), ("catalogue", twice)):
        shown = _run("import", *arguments)
        assert (shown.stdout + shown.stderr).replace("\n", "").isprintable()


def test_what_cannot_be_imported_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, sentence in (
        (("catalogue", tmp_path / "missing.yaml"), "cannot be read (No such file or directory)"),
        (("catalogue", tmp_path / "empty"), "holds no .yaml file"),
        (("catalogue", _file(tmp_path, "", "nothing.yaml")), "holds no entries to import"),
        (("catalogue", _file(tmp_path, "x", "own.txt")), "must be a YAML file (.yaml or .yml) or a directory of them"),
        (("organisations", _file(tmp_path, OWN), "--source", "hb"), "--source: is for a CSV; a YAML file names the source of each organisation"),
        (
            ("catalogue", _file(tmp_path, OWN.replace(": hb", ": nowhere"), "lost.yaml")),
            "lost.yaml, line 2: organisations 'nordby': names nowhere in sources, which does not exist",
        ),
        (("publiccode", tmp_path), "is a directory; give a file"),
    ):
        shown = _run("import", *arguments)
        assert (shown.returncode, shown.stdout, shown.stderr.count("\n")) == (2, "", 1)
        assert shown.stderr.endswith(f"{sentence}\n")
