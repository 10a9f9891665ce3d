#!/usr/bin/env python3
"""Makes every package of a release from one binary: `make dist` calls it."""

import argparse
import hashlib
import subprocess
from pathlib import Path

import debian
import image
import project
import sbom
import tarball
import wheel


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--binary", type=Path, required=True, help="as link.sh makes it")
    options.add_argument("--copyright", type=Path, required=True, help="folder with the terms of what is linked in")
    options.add_argument("--release", type=Path, required=True, help="folder of the release build")
    options.add_argument("--python", type=Path, required=True, help="a Python with setuptools, for the wheel")
    options.add_argument("--output", type=Path, required=True, help="an empty or new folder")
    given = options.parse_args()
    told = subprocess.check_output([given.binary, "--version"], text=True).strip()
    if told != project.version():
        raise SystemExit(f"{given.binary} says that it is {told}, but the sources are {project.version()}")
    given.output.mkdir(parents=True, exist_ok=True)
    made = tarball.write(given.binary, given.copyright, given.output)
    made += debian.write(given.binary, given.copyright, given.output)
    made += wheel.write(given.binary, given.copyright, given.output, given.python)
    made += image.write(given.binary, given.copyright, given.output)
    made += sbom.write(given.output, made, given.release)
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(made))
    (given.output / "SHA256SUMS").write_text(sums)
    for path in sorted(made):
        print(f"{path.stat().st_size:>12,}  {path}")


if __name__ == "__main__":
    main()
