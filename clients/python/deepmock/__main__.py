"""``deepmock`` and ``python -m deepmock``: becomes the server program, with the same arguments."""

from __future__ import annotations

import os
import sys

from ._binary import find
from ._errors import BinaryNotFound


def main() -> None:
    """Replaces this process by the server program."""
    try:
        binary = find()
    except BinaryNotFound as error:
        sys.exit(f"deepmock: {error}")
    os.execv(binary, ["deepmock", *sys.argv[1:]])


if __name__ == "__main__":
    main()
