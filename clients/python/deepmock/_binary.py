"""Finds the server program."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ._errors import BinaryNotFound

VARIABLE = "DEEPMOCK_BINARY"


def find(given: str | os.PathLike[str] | None = None) -> str:
    """The path of the server program: the given one, else the one in this package, else ``$DEEPMOCK_BINARY``, else
    ``deepmock`` on the path.

    :raises BinaryNotFound: when there is none, or it cannot be executed.
    """
    if given is not None:
        return _executable(os.fspath(given), "the binary that was asked for")
    packaged = Path(__file__).parent / "bin" / "deepmock"
    if packaged.exists():
        return _executable(str(packaged), "the binary in this package")
    named = os.environ.get(VARIABLE)
    if named:
        return _executable(named, f"the binary that ${VARIABLE} names")
    for folder in os.get_exec_path():
        candidate = os.path.join(folder, "deepmock")
        if os.access(candidate, os.X_OK) and os.path.isfile(candidate) and not _is_console_script(candidate):
            return candidate
    raise BinaryNotFound(
        f"There is no deepmock to start: this package has none in it, ${VARIABLE} is not set, and there is none on the "
        "path. Install the wheel of a release, or set the variable to a binary that was built from source.")


def _executable(path: str, what: str) -> str:
    found = shutil.which(path)
    if found is None:
        raise BinaryNotFound(f"{path}, {what}, is not there or cannot be executed.")
    return os.path.abspath(found)


def _is_console_script(path: str) -> bool:
    """Whether a program is a script, such as the one that pip makes for this package and that would call us again."""
    with open(path, "rb") as file:
        return file.read(2) == b"#!"
