"""What is in the packages: a software bill of materials in SPDX 2.3 JSON."""

import hashlib
import json
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import project

# What is linked in, by Debian's name of the archive, with its licence as SPDX spells it.
LINKED = {
    "libuv1-dev": ("libuv", "MIT"),
    "libsqlite3-dev": ("SQLite", "blessing"),
    "libssl-dev": ("OpenSSL", "Apache-2.0"),
    "libzip-dev": ("libzip", "BSD-3-Clause"),
    "libbz2-dev": ("bzip2", "bzip2-1.0.6"),
    "zlib1g-dev": ("zlib", "Zlib"),
    "libturbojpeg0-dev": ("libjpeg-turbo", "IJG AND BSD-3-Clause"),
    "libpng-dev": ("libpng", "libpng-2.0"),
    "libstdc++-12-dev": ("libstdc++", "GPL-3.0-or-later WITH GCC-exception-3.1"),
}
# What is embedded as text, by Debian's package.
EMBEDDED = {"node-preact": ("Preact", "MIT")}
# What the image has beside the binary.
IN_IMAGE = {"libc6": ("glibc", "LGPL-2.1-or-later"), "ca-certificates": ("ca-certificates", "MPL-2.0")}


def write(output: Path, artifacts: list[Path], release: Path) -> list[Path]:
    """Writes the bill for the artifacts; `release` is the build folder, which knows the Swift packages."""
    created = datetime.fromtimestamp(project.epoch(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    version = project.version()
    packages = [_package("deepmock", version, "NOASSERTION", project.SUMMARY)]
    relations = [_relation("SPDXRef-DOCUMENT", "DESCRIBES", "deepmock")]
    parts = [(name, _debian_version(package), licence) for package, (name, licence) in LINKED.items()]
    parts += [("Swift", _swift_version(), "Apache-2.0 WITH Swift-exception")]
    parts += [(name, number, "Apache-2.0 WITH Swift-exception") for name, number in _swift_packages(release)]
    if (project.ROOT / "Sources/Dashboard").is_dir():
        parts += [(name, _debian_version(package), licence) for package, (name, licence) in EMBEDDED.items()]
    for name, number, licence in parts:
        packages.append(_package(name, number, licence))
        relations.append(_relation("deepmock", "STATIC_LINK", name))
    files = []
    for path in sorted(artifacts):
        files.append({
            "SPDXID": _id(path.name), "fileName": f"./{path.name}", "copyrightText": "NOASSERTION",
            "licenseConcluded": "NOASSERTION",
            "checksums": [
                {"algorithm": name.upper(), "checksumValue": hashlib.new(name, path.read_bytes()).hexdigest()}
                for name in ("sha1", "sha256")
            ],
        })
        relations.append(_relation(path.name, "GENERATED_FROM", "deepmock"))
        if "-oci-" in path.name:
            for package, (name, licence) in IN_IMAGE.items():
                packages.append(_package(name, _debian_version(package), licence))
                relations.append(_relation(path.name, "CONTAINS", name))
    digest = hashlib.sha256(json.dumps(files).encode()).hexdigest()
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"deepmock-{version}", "documentNamespace": f"https://deepmock.test/spdx/{version}/{digest}",
        "creationInfo": {"created": created, "creators": ["Tool: packaging/sbom.py"]},
        "packages": packages, "files": files, "relationships": relations,
    }
    path = output / f"deepmock-{version}.spdx.json"
    path.write_text(json.dumps(document, indent=1) + "\n")
    return [path]


def _id(name: str) -> str:
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def _package(name: str, version: str, licence: str, summary: str | None = None) -> dict:
    package = {
        "SPDXID": _id(name), "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
        "licenseConcluded": licence, "licenseDeclared": licence, "copyrightText": "NOASSERTION",
        "filesAnalyzed": False,
    }
    return package | ({"summary": summary} if summary else {})


def _relation(subject: str, kind: str, other: str) -> dict:
    first = subject if subject.startswith("SPDXRef-") else _id(subject)
    return {"spdxElementId": first, "relationshipType": kind, "relatedSpdxElement": _id(other)}


def _debian_version(package: str) -> str:
    return subprocess.check_output(["dpkg-query", "-W", "-f", "${Version}", package], text=True)


def _swift_version() -> str:
    text = subprocess.check_output(["swiftc", "--version"], text=True, stderr=subprocess.DEVNULL)
    return re.search(r"Swift version ([0-9.]+)", text).group(1)


def _swift_packages(release: Path) -> list[tuple[str, str]]:
    """The packages that the build has checked out and that end up in the binary: Yams is a tool of the build."""
    state = json.loads((release / "workspace-state.json").read_text())
    found = {
        entry["packageRef"]["identity"]: entry["state"]["checkoutState"]["version"]
        for entry in state["object"]["dependencies"]
    }
    return [("swift-argument-parser", found["swift-argument-parser"])]
