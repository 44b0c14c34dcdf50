"""Where the shipped templates, fonts and samples are: inside the installed package, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: str) -> Path:
    """Give the shipped folder ``templates`` or ``samples``."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent.parent / name


def sample_files() -> tuple[Path, ...]:
    """Give the shipped dossiers, in alphabetical order."""
    return tuple(sorted(shipped_folder("samples").glob("*.toml")))


def sample_table(sample: Path) -> Path | None:
    """Give the folder of the filled reporting table of a sample, if it has one."""
    folder = sample.with_name(f"{sample.stem}-tableau")
    return folder if folder.is_dir() else None


def sample_campaign() -> Path:
    """Give the folder of the sample campaign: one .csv for each sheet of its workbook."""
    return shipped_folder("samples") / "campagne"


def font_files() -> dict[str, Path]:
    """Give the shipped fonts by file name."""
    return {path.name: path for path in sorted((shipped_folder("templates") / "fonts").glob("*.ttf"))}
