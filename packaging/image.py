"""The OCI image, without a Docker daemon: from nothing but the binary, a C library and CA roots.

The archive is an OCI image layout (image-layout.md of the OCI image specification), and has the manifest.json that
`docker load` of older engines reads.
"""

import hashlib
import json
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import archive
import project
import tarball

USER = 10001
BINARY = "usr/bin/deepmock"
# Debian's packages of what the image has beside the binary, and where their terms are.
BESIDE = ("libc6", "ca-certificates")
TERMS = "usr/share/doc"
ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
ENVIRONMENT = {
    "PATH": "/usr/bin",
    "DEEPMOCK_HOST": "0.0.0.0",
    "DEEPMOCK_PORT": str(project.PORT),
    "DEEPMOCK_DATA_MOUNT": "/data",
    "SSL_CERT_FILE": str(ROOTS),
}


def libraries(binary: Path) -> dict[str, Path]:
    """Where the binary looks for its libraries, and the files that this machine has there."""
    listed = subprocess.check_output(["ldd", binary], text=True)
    return {path.lstrip("/"): Path(path) for path in re.findall(r"(?:=> )?(/\S+) \(0x", listed)}


def root(binary: Path, copyrights: Path) -> dict[str, archive.Entry]:
    """The image's files."""
    entries = {path: archive.file(source, 0o755) for path, source in libraries(binary).items()}
    entries |= {
        BINARY: archive.file(binary, 0o755),
        str(ROOTS).lstrip("/"): archive.file(ROOTS),
        "etc/nsswitch.conf": archive.Entry(b"hosts: files dns\n"),
        f"{TERMS}/deepmock/third-party.txt": archive.Entry(tarball.third_party(copyrights)),
        # The group is that of users whom a cluster makes up.
        "data": archive.Entry(None, 0o770, USER, 0),
    }
    for package in BESIDE:
        entries[f"{TERMS}/{package}/copyright"] = archive.file(Path("/", TERMS, package, "copyright"))
    return entries


def config(layer: str) -> dict:
    """The image's configuration (config.md), with Docker's health check."""
    created = datetime.fromtimestamp(project.epoch(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "created": created,
        "architecture": project.OCI_MACHINE,
        "os": "linux",
        "config": {
            "User": f"{USER}:0",
            "ExposedPorts": {f"{project.PORT}/tcp": {}},
            "Env": [f"{name}={value}" for name, value in ENVIRONMENT.items()],
            "Entrypoint": [f"/{BINARY}"],
            "Cmd": ["serve"],
            "WorkingDir": "/",
            "StopSignal": "SIGTERM",
            "Labels": {
                "org.opencontainers.image.title": "deepmock",
                "org.opencontainers.image.description": project.SUMMARY,
                "org.opencontainers.image.version": project.version(),
                "org.opencontainers.image.created": created,
            },
            # In nanoseconds.
            "Healthcheck": {
                "Test": ["CMD", f"/{BINARY}", "healthcheck"],
                "Interval": 5_000_000_000,
                "Timeout": 3_000_000_000,
                "StartPeriod": 2_000_000_000,
                "Retries": 3,
            },
        },
        "rootfs": {"type": "layers", "diff_ids": [layer]},
        "history": [{"created": created, "created_by": "packaging/image.py"}],
    }


def write(binary: Path, copyrights: Path, output: Path) -> list[Path]:
    """Writes the image as one archive."""
    entries: dict[str, archive.Entry] = {}

    def blob(data: bytes, media_type: str) -> dict:
        digest = hashlib.sha256(data).hexdigest()
        entries[f"blobs/sha256/{digest}"] = archive.Entry(data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    files = archive.tar(root(binary, copyrights), project.epoch())
    layer = blob(archive.compressed(files), "application/vnd.oci.image.layer.v1.tar+gzip")
    settings = blob(
        _json(config(f"sha256:{hashlib.sha256(files).hexdigest()}")), "application/vnd.oci.image.config.v1+json")
    manifest = blob(
        _json({
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": settings,
            "layers": [layer]}),
        "application/vnd.oci.image.manifest.v1+json")
    name = f"deepmock:{project.version()}"
    listed = manifest | {
        "platform": {"architecture": project.OCI_MACHINE, "os": "linux"},
        "annotations": {
            "org.opencontainers.image.ref.name": project.version(), "io.containerd.image.name": name,
        },
    }
    entries["index.json"] = archive.Entry(_json({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [listed]}))
    entries["oci-layout"] = archive.Entry(_json({"imageLayoutVersion": "1.0.0"}))
    path_of = {part["digest"]: f"blobs/sha256/{part['digest'].removeprefix('sha256:')}" for part in (settings, layer)}
    entries["manifest.json"] = archive.Entry(_json([{
        "Config": path_of[settings["digest"]], "RepoTags": [name], "Layers": [path_of[layer["digest"]]]}]))
    path = output / f"deepmock-{project.version()}-oci-{project.OCI_MACHINE}.tar"
    path.write_bytes(archive.tar(entries, project.epoch()))
    return [path]


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
