# SPDX-License-Identifier: MPL-2.0
"""`os2bot tell`, `roles`, `people`, `audit` and `questions` as real processes: shown first, done when asked, refused in one sentence."""

import asyncio
import csv
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pexpect

from storage.sql.engine import create_engine, database_url
from storage.sql.unit_of_work import SqlDatabase
from tests.conftest import NOW
from tests.contract.records import pin
from tests.e2e.console import PATIENCE, os2bot

ANNE = "slack:T0TEST001:U0ANNE001"
APPOINT = f"gør {ANNE} til koordinator for os2mo"


def _json(*arguments: str, **environment: str) -> Any:
    ran = os2bot(*arguments, "--json", **environment)
    assert (ran.status, ran.err) == (0, "")
    return json.loads(ran.out)


def _coordinators() -> list[str | None]:
    return [each["person"] for each in _json("roles", "--role", "produktkoordinator")]


def test_what_is_told_is_shown_and_done_only_when_it_is_wanted() -> None:
    unasked = os2bot("tell", APPOINT)
    assert (unasked.status, unasked.err) == (1, "Nothing was changed. Run it again with --yes to carry this out.\n")
    assert "bliver produktkoordinator for OS2mo" in unasked.out
    assert "skriv nummeret" not in unasked.out
    dry = os2bot("tell", APPOINT, "--dry-run")
    assert (dry.status, dry.err, dry.out.splitlines()[-1]) == (0, "", "Dry run: nothing was changed.")
    done = json.loads(os2bot("tell", APPOINT, "--yes", "--json").out)
    assert {key: done[key] for key in ("words", "outcome", "intent", "done")} == {
        "words": APPOINT, "outcome": "answered", "intent": "appoint_role", "done": True,
    }  # fmt: skip
    assert (done["slots"]["product"], "Det er gjort" in done["answer"]) == ("os2mo", True)
    assert os2bot("tell", "fortryd", "--dry-run").status == 0
    assert len(_coordinators()) == 1
    assert os2bot("tell", "fortryd").status == 0
    assert _coordinators() == []


def test_what_is_told_ends_with_a_status_that_says_what_became_of_it() -> None:
    for words, status, outcome in (("asdf qwer zxcv", 3, "not_understood"), ("ja", 1, "declined")):
        ran = os2bot("tell", words, "--json")
        said = json.loads(ran.out)
        assert (ran.status, ran.err, said["outcome"], said["done"]) == (status, "", outcome, False)


def test_the_answer_at_the_terminal_decides() -> None:
    command = str(Path(sys.executable).with_name("os2bot"))
    for answer, ending, status in (("", "Nothing was changed.", 1), ("y", "Det er gjort", 0)):
        with pexpect.spawn(command, ["tell", APPOINT], encoding="utf-8", timeout=PATIENCE) as process:
            process.expect_exact("Carry it out? [y/N]: ")
            assert "bliver produktkoordinator for OS2mo" in (process.before or "")
            process.sendline(answer)
            process.expect_exact(ending)
            process.expect(pexpect.EOF)
            process.close()
            assert process.exitstatus == status
    assert len(_coordinators()) == 1


def test_people_are_listed_shown_and_erased() -> None:
    assert os2bot("tell", APPOINT, "--yes").status == 0
    id_ = next(each["id"] for each in _json("people") if each["identities"] == [ANNE])
    assert [each["identity"] for each in _json("people", "show", id_[:8])["identities"]] == [ANNE]
    asked = os2bot("people", "forget", id_[:8])
    assert (asked.status, asked.err) == (1, "Nothing was erased. Run it again with --yes to erase this.\n")
    assert "produktkoordinator over product/os2mo: falls vacant" in asked.out
    erased = os2bot("people", "forget", id_, "--yes")
    assert (erased.status, erased.out.splitlines()[-1]) == (0, "Erased.")
    assert ANNE not in os2bot("people").out
    assert [each["action"] for each in _json("audit", "--person", id_, "--action", "person.")] == ["person.forget"] * 2


def test_the_audit_log_and_the_questions_are_listed_and_exported() -> None:
    assert os2bot("ask", "hvem koordinerer kitos?").status == 0
    assert "product/os2kitos" in os2bot("questions", "--all").out
    assert os2bot("tell", "gør Aarhus Kommune til koordinator for os2kle", "--yes").status == 0
    about = ("audit", "--about", "product/os2kle")
    exported = list(csv.DictReader(io.StringIO(os2bot(*about, "--csv").out)))
    assert [json.loads(each["after"]) for each in exported] == [each["after"] for each in _json(*about)]
    assert os2bot(*about, "--until", "2020-01-01").out == "No event fits.\n"


def test_an_operator_without_the_right_is_refused_in_one_sentence_that_is_audited() -> None:
    others: dict[str, str] = {"OS2BOT_ADMINS": ANNE}
    refused = os2bot("audit", **others)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == "os2bot: You are not permitted to do this: read the audit log. Who can: the secretariat (os2@os2.eu) and admin.\n"
    told = os2bot("tell", APPOINT, "--yes", **others)
    assert (told.status, told.err) == (1, "")
    assert told.out.startswith("Det har du ikke ret til: give en rolle.")
    assert [each["action"] for each in _json("audit", "--refused")] == ["role.appoint", "audit.read"]


def test_what_is_asked_for_wrongly_is_one_sentence() -> None:
    for arguments in (("roles", "--at", "i dag"), ("people", "show", "\x1b[31m")):
        ran = os2bot(*arguments)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert ran.err.startswith("os2bot: ")
        assert "\x1b" not in ran.err


KARL = "matrix:@karl:example.org"
"""Somebody whose key changed."""


def _with_another_key() -> None:
    """Karl's devices were first known by one key, and another one was shown since."""

    async def pinned() -> None:
        opened = SqlDatabase(create_engine(database_url(f"sqlite:///{os.environ['OS2BOT_DATA_DIR']}/os2bot.db")))
        async with opened.unit_of_work() as unit:
            await unit.key_pins.pin(pin(KARL, master_key="FirstKeyOfAllOfThem"))
            await unit.key_pins.refuse(KARL, "AnotherKeyThanBefore", NOW)
            await unit.commit()
        await opened.close()

    asyncio.run(pinned())


def test_a_refused_key_is_shown_and_accepted_only_when_it_is_wanted() -> None:
    assert os2bot("people", "keys").out == "No key is known yet.\n"
    assert _json("people", "keys") == []
    _with_another_key()
    listed = os2bot("people", "keys", COLUMNS="160").out  # a narrower screen folds a name in two
    assert "matrix:@karl:example.org" in listed
    assert "AnotherKeyTh" in listed
    (kept,) = _json("people", "keys")
    assert (kept["identity"], kept["master_key"], kept["refused"]) == (KARL, "FirstKeyOfAllOfThem", "AnotherKeyThanBefore")
    unasked = os2bot("people", "trust", KARL)
    assert (unasked.status, unasked.err) == (1, "Nothing was changed. Run it again with --yes to accept the refused key.\n")
    assert "AnotherKeyThanBefore" in unasked.out
    assert os2bot("people", "trust", "@karl:example.org", "--yes").out.splitlines()[-1] == "Accepted."
    (kept,) = _json("people", "keys")
    assert (kept["master_key"], kept["refused"]) == ("AnotherKeyThanBefore", "")
    (event,) = _json("audit", "--action", "identity.trust")
    assert (event["via"], event["outcome"], event["reason"], event["subject"]) == ("console", "done", "accepted", "key_pins/matrix")
    again = os2bot("people", "trust", KARL, "--yes")
    assert (again.status != 0, again.err) == (True, f"os2bot: no other key of '{KARL}' was refused: there is nothing to accept\n")


def test_only_an_admin_accepts_a_key() -> None:
    ran = os2bot("people", "trust", KARL, OS2BOT_ADMINS=ANNE)
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "no key of" not in ran.err
