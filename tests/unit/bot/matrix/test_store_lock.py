# SPDX-License-Identifier: MPL-2.0
"""Two processes never use the same keys, and whoever holds them is done with them when it ends, however it does."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.matrix.store_lock import FILE, StoreInUseError, store_locked

HOLDING = "import sys, pathlib\nfrom bot.adapters.matrix.store_lock import store_locked\nwith store_locked(pathlib.Path(sys.argv[1])):\n print('held', flush=True)\n sys.stdin.read()"


def test_a_second_one_is_told_at_once_where_and_what_to_do(tmp_path: Path) -> None:
    with store_locked(tmp_path), pytest.raises(StoreInUseError) as told, store_locked(tmp_path):
        raise AssertionError("two hold it")
    assert str(told.value) == f"another os2bot uses the keys in {tmp_path}; stop it, or set MATRIX_STORE_PATH to a directory of this one's own"


def test_it_goes_free_when_it_is_left_and_its_file_is_closed_to_others(tmp_path: Path) -> None:
    for _ in range(2):
        with store_locked(tmp_path):
            assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_it_goes_free_when_the_process_is_killed(tmp_path: Path) -> None:
    root = Path(__file__).parents[4]
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreInUseError), store_locked(tmp_path):
            raise AssertionError("two hold it")
        holder.kill()
        holder.wait()
    with store_locked(tmp_path):
        assert (tmp_path / FILE).exists()
