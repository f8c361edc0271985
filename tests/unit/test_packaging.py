# SPDX-License-Identifier: MPL-2.0
"""The project as a whole: its package names, its licence lines, its independence."""

import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEADER = "SPDX-License-Identifier: MPL-2.0"


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("package", ["bot", "handlers", "storage", "config"])
def test_no_dependency_brings_a_package_of_our_name(package: str) -> None:
    assert set(packages_distributions().get(package, ["os2bot"])) == {"os2bot"}


def test_every_source_file_names_its_licence() -> None:
    files = [path for path in _tracked("*.py", "*.yaml", "*.po", "config/intents/sentences/**.txt") if path.stat().st_size]
    assert len(files) > 100
    assert [str(path) for path in files if HEADER not in path.read_text(encoding="utf-8")[:300]] == []


def test_the_project_stands_alone() -> None:
    outside = "shared" + "/"
    texts = [path for path in _tracked() if path.suffix in {".py", ".md", ".yaml", ".toml", ".po", ".txt", ""} and path.name != "LICENSE"]
    assert [path.name for path in texts if outside in path.read_text(encoding="utf-8", errors="replace")] == []
