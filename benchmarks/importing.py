# SPDX-License-Identifier: MPL-2.0
"""How long imports and exports of a large catalogue take, and in how much memory: `python -m benchmarks.importing [PRODUCTSxORGANISATIONS]`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import OS2BOT, run
from benchmarks.synthetic import Size, entries
from config.catalogue.load import load_catalogue
from config.catalogue.write import as_yaml

LIMIT = 120.0  # seconds that the first import of the largest catalogue may take
_LARGEST = Size(10_000, 50_000)


def write_files(size: Size, directory: Path) -> int:
    """A synthetic catalogue as import files, one a kind. How many entries it has."""
    made = entries(size, tuple(load_catalogue()["categories"]))
    for kind, some in made.items():
        (directory / f"{kind}.yaml").write_text(as_yaml({kind: some}), encoding="utf-8")
    return sum(map(len, made.values()))


def change(directory: Path) -> None:
    """Every authority and every product is another one afterwards."""
    for kind in ("organisations", "products"):
        file = directory / f"{kind}.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("as_of: 2026-01", "as_of: 2025-01").replace("mailbox: ", "mailbox: x"), encoding="utf-8")


def measure(size: Size) -> float:
    """Prints a line a step; how long the first import took."""
    with TemporaryDirectory() as name:
        directory = Path(name) / "files"
        directory.mkdir()
        print(f"{size}: {write_files(size, directory):,} entries, {sum(file.stat().st_size for file in directory.iterdir()) / 1e6:.0f} MB of YAML")
        settings = {"OS2BOT_DATA_DIR": f"{name}/data"}
        first = _step("first import", settings, "import", "catalogue", str(directory), "--yes")
        _step("the same again", settings, "import", "catalogue", str(directory))
        _step("export", settings, "export", "catalogue", f"{name}/out.yaml")
        change(directory)
        _step("all authorities and products changed", settings, "import", "catalogue", str(directory), "--yes")
    return first


def _step(what: str, settings: dict[str, str], *arguments: str) -> float:
    finished = run(OS2BOT, *arguments, settings=settings)
    lines = [line for line in finished.output.splitlines() if line.endswith(("stay.", "unchanged."))]
    print(f"  {what}: {finished.seconds:.1f} s, {finished.peak_mb:.0f} MB  {' '.join(lines)}")
    return finished.seconds


if __name__ == "__main__":
    sys.exit(measure(Size.parse(sys.argv[1]) if len(sys.argv) > 1 else _LARGEST) > LIMIT)
