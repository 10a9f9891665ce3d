"""What every package says of the project: name, version, time, machine, files."""

import os
import platform
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = "A local mock server for Deepen Calibrate, Deepen AI, DeepOpinion Studio and DeepVA."
DESCRIPTION = (
    "One binary on one port that answers as the four hosted platforms do, with real state, real uploads and workers "
    "on a clock that tests control. For integration tests, demonstrations without a network and contract checks.")
PORT = 8484

# The machine in the words of the kernel, of Debian and of OCI.
MACHINE = platform.machine()
DEBIAN_MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}[MACHINE]
OCI_MACHINE = DEBIAN_MACHINE

# The C library that every package needs at least, and the tag of wheels that says so.
GLIBC_FLOOR = "2.31"
WHEEL_PLATFORM = f"manylinux_{GLIBC_FLOOR.replace('.', '_')}_{MACHINE}"


def version() -> str:
    """The version, from the one place where it is written."""
    text = (ROOT / "Sources/Embedded/Embedded.swift").read_text()
    found = re.search(r'static let version = "([0-9][^"]*)"', text)
    if not found:
        raise SystemExit("Sources/Embedded/Embedded.swift has no version")
    return found.group(1)


def epoch() -> int:
    """The time that every file in a package has: SOURCE_DATE_EPOCH, else that of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    return int(subprocess.check_output(["git", "log", "-1", "--format=%ct"], cwd=ROOT, text=True))


def documents() -> list[Path]:
    """The pages that go along with the binary."""
    return [ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md")]
