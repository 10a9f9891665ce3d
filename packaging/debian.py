"""The Debian package, made by dpkg-deb: binary, manual page, completions and a systemd unit."""

import subprocess
import tempfile
import textwrap
from email.utils import formatdate
from pathlib import Path

import archive
import manual
import project
import tarball

MAINTAINER = "The deepmock project <deepmock@deepmock.test>"
UNIT = "usr/lib/systemd/system/deepmock.service"

# systemd reads the new unit; a server that runs is replaced, and one that nobody started stays off.
AFTER_INSTALLATION = """\
#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload || true
    systemctl try-restart deepmock.service || true
fi
"""
BEFORE_REMOVAL = """\
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now deepmock.service || true
fi
"""
AFTER_REMOVAL = """\
#!/bin/sh
set -e
if [ "$1" = purge ]; then
    rm -rf /var/lib/deepmock /var/lib/private/deepmock
fi
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload || true
fi
"""


def write(binary: Path, copyrights: Path, output: Path) -> list[Path]:
    """Writes the package."""
    entries = {f"usr/{place}": entry for place, entry in tarball.tree(binary, copyrights).items()}
    zsh = entries.pop(f"usr/{manual.SHELLS['zsh']}")
    entries["usr/share/zsh/vendor-completions/_deepmock"] = zsh
    entries["usr/share/doc/deepmock/copyright"] = entries.pop("usr/share/doc/deepmock/third-party.txt")
    entries["usr/share/doc/deepmock/changelog.gz"] = archive.Entry(archive.compressed(_changelog().encode()))
    entries[UNIT] = archive.file(Path(__file__).parent / "deepmock.service")
    size = sum(-(-len(entry.content or b"") // 1024) for entry in entries.values())
    entries["DEBIAN/control"] = archive.Entry(_control(size).encode())
    entries["DEBIAN/postinst"] = archive.Entry(AFTER_INSTALLATION.encode(), 0o755)
    entries["DEBIAN/prerm"] = archive.Entry(BEFORE_REMOVAL.encode(), 0o755)
    entries["DEBIAN/postrm"] = archive.Entry(AFTER_REMOVAL.encode(), 0o755)
    path = output / f"deepmock_{project.version()}_{project.DEBIAN_MACHINE}.deb"
    with tempfile.TemporaryDirectory() as folder:
        # mkdtemp's own mode would become that of the root folder.
        Path(folder).chmod(0o755)
        subprocess.run(
            ["tar", "-x", "-C", folder], input=archive.tar(entries, project.epoch()), check=True)
        subprocess.run(
            ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", folder, path], check=True,
            stdout=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": str(project.epoch())})
    return [path]


def _changelog() -> str:
    """In Debian's form; what has changed stands in CHANGELOG.md beside it."""
    return (
        f"deepmock ({project.version()}) unstable; urgency=medium\n\n  * Release; CHANGELOG.md tells what has changed.\n\n"
        f" -- {MAINTAINER}  {formatdate(project.epoch())}\n")


def _control(kilobytes: int) -> str:
    description = textwrap.fill(project.DESCRIPTION, 78, initial_indent=" ", subsequent_indent=" ")
    return f"""\
Package: deepmock
Version: {project.version()}
Architecture: {project.DEBIAN_MACHINE}
Maintainer: {MAINTAINER}
Installed-Size: {kilobytes}
Depends: libc6 (>= {project.GLIBC_FLOOR})
Section: devel
Priority: optional
Description: {project.SUMMARY.removeprefix("A ").rstrip(".")}
{description}
"""
