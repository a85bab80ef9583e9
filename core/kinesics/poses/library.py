"""The clips that are there: those that come with Kinesics, and a folder of the user's own."""

from functools import cache
from pathlib import Path

from kinesics.errors import nearest
from kinesics.poses.clip import MAX_TEXT, Clip, ClipError, parse_clip

FOLDER = Path(__file__).parent / "clips"

CLIP_NAMES: tuple[str, ...] = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))
"""The movements that every stage knows."""


@cache
def built_in(name: str) -> Clip:
    """One of `CLIP_NAMES`; read when it is first asked for."""
    if name not in CLIP_NAMES:
        raise ClipError(
            f"no built-in clip named {name!r}{nearest(name, CLIP_NAMES)}; there are {', '.join(CLIP_NAMES)}"
        )
    return _read(FOLDER / f"{name}.json")


def load_clips(folder: Path | None = None) -> dict[str, Clip]:
    """All clips by their names; one in `folder` takes the place of a built-in one."""
    clips = {name: built_in(name) for name in CLIP_NAMES}
    if folder is None:
        return clips
    if not folder.is_dir():
        raise ClipError(f"no folder of clips at {folder}; create it or correct its path")
    # A Mac leaves files with a leading dot beside those that it copies to a foreign disk.
    files = sorted(file for file in folder.glob("*.json") if not file.name.startswith("."))
    return clips | {file.stem: _read(file) for file in files}


def _read(file: Path) -> Clip:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_TEXT + 1)
    except OSError as error:
        raise ClipError(
            f"{file}: cannot be read: {error.strerror}; is it a file of yours?"
        ) from error
    if len(data) > MAX_TEXT:
        raise ClipError(f"{file}: larger than {MAX_TEXT} bytes; fewer keys will do")
    try:
        # Some editors on Windows put a byte order mark in front.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClipError(f"{file}: byte {error.start} is no UTF-8; save it as UTF-8") from None
    return parse_clip(file.stem, text, str(file))
