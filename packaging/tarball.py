"""The archive for any Linux: `tar -xzf … -C /usr/local --strip-components=1`."""

from pathlib import Path

import archive
import manual
import project


def tree(binary: Path, copyrights: Path) -> dict[str, archive.Entry]:
    """What belongs below a prefix such as /usr/local."""
    entries = {
        "bin/deepmock": archive.file(binary, 0o755),
        "share/man/man1/deepmock.1.gz": archive.Entry(manual.page(binary, project.version(), project.epoch())),
    }
    for place, text in manual.completions(binary).items():
        entries[place] = archive.Entry(text)
    for document in project.documents():
        entries[f"share/doc/deepmock/{document.name}"] = archive.file(document)
    entries["share/doc/deepmock/third-party.txt"] = archive.Entry(third_party(copyrights))
    return entries


def third_party(copyrights: Path) -> bytes:
    """The terms of everything that is linked in, one after the other."""
    parts = [b"deepmock contains the following, under their own terms.\n"]
    for path in sorted(copyrights.iterdir()):
        parts.append(f"\n{'=' * 78}\n{path.name}\n{'=' * 78}\n\n".encode() + path.read_bytes())
    return b"".join(parts)


def write(binary: Path, copyrights: Path, output: Path) -> list[Path]:
    """Writes the archive, and one with the debug symbols."""
    name = f"deepmock-{project.version()}-linux-{project.MACHINE}"
    whole, debug = output / f"{name}.tar.gz", output / f"{name}-debug.tar.gz"
    entries = {f"{name}/{place}": entry for place, entry in tree(binary, copyrights).items()}
    whole.write_bytes(archive.compressed(archive.tar(entries, project.epoch())))
    symbols = {f"{name}-debug/deepmock.debug": archive.file(Path(f"{binary}.debug"))}
    debug.write_bytes(archive.compressed(archive.tar(symbols, project.epoch())))
    return [whole, debug]
