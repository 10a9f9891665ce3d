"""Archives with the same bytes for the same files: sorted names, one time, no owner."""

import gzip
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A file (its bytes), a folder (None) or a link (its target) of an archive."""

    content: bytes | None | str
    mode: int = 0o644
    owner: int = 0
    group: int = 0


def file(path: Path, mode: int = 0o644) -> Entry:
    """An entry with the content of a file; links are followed."""
    return Entry(path.read_bytes(), mode)


def tar(entries: dict[str, Entry], epoch: int) -> bytes:
    """A POSIX archive of the entries, with the folders that their names imply."""
    whole = dict(entries)
    for name in entries:
        parts = name.split("/")
        for end in range(1, len(parts)):
            whole.setdefault("/".join(parts[:end]), Entry(None, 0o755))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, entry in sorted(whole.items()):
            header = tarfile.TarInfo(name)
            header.mtime, header.mode, header.uid, header.gid = epoch, entry.mode, entry.owner, entry.group
            if entry.content is None:
                header.type = tarfile.DIRTYPE
                archive.addfile(header)
            elif isinstance(entry.content, str):
                header.type, header.linkname = tarfile.SYMTYPE, entry.content
                archive.addfile(header)
            else:
                header.size = len(entry.content)
                archive.addfile(header, io.BytesIO(entry.content))
    return buffer.getvalue()


def compressed(data: bytes) -> bytes:
    """The gzip form, without a name and a time."""
    return gzip.compress(data, compresslevel=9, mtime=0)
