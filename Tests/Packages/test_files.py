"""The packages as files: sums, versions, what they need, and the same bytes in every run."""

import hashlib
import json
import os
import re
import subprocess
import unittest
from datetime import datetime
from pathlib import Path

from support import DIST, ROOT, VERSION, fresh, package, project, run


class FilesTests(unittest.TestCase):
    maxDiff = None

    def test_the_sums_are_those_of_all_other_files(self):
        run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=DIST)
        listed = {line.split("  ")[1] for line in (DIST / "SHA256SUMS").read_text().splitlines()}
        self.assertEqual(listed | {"SHA256SUMS"}, {path.name for path in DIST.iterdir()})

    def test_every_package_is_there(self):
        self.assertEqual({path.name for path in DIST.iterdir()}, {
            "SHA256SUMS",
            f"deepmock-{VERSION}-linux-{project.MACHINE}.tar.gz",
            f"deepmock-{VERSION}-linux-{project.MACHINE}-debug.tar.gz",
            f"deepmock_{VERSION}_{project.DEBIAN_MACHINE}.deb",
            f"deepmock-{VERSION}-py3-none-manylinux_2_31_{project.MACHINE}.whl",
            f"deepmock-{VERSION}-oci-{project.OCI_MACHINE}.tar",
            f"deepmock-{VERSION}.spdx.json",
        })

    def test_the_newest_release_in_the_changelog_is_not_newer_than_the_version(self):
        released = re.findall(r"^## \[?([0-9][0-9.]*)", (ROOT / "CHANGELOG.md").read_text(), re.M)
        self.assertTrue(released)
        self.assertLessEqual(_number(released[0]), _number(VERSION))

    def test_the_packaging_makes_the_same_bytes_again(self):
        again = fresh("again")
        created = json.loads(package("*.spdx.json").read_text())["creationInfo"]["created"]
        epoch = int(datetime.fromisoformat(created.replace("Z", "+00:00")).timestamp())
        run(
            "/usr/bin/python3", "-B", ROOT / "packaging/dist.py", "--binary", ROOT / ".build-dist/deepmock",
            "--copyright", ROOT / ".build-dist/libraries/copyright", "--release", ROOT / ".build-release",
            "--python", ROOT / ".build-dist/python-tools/bin/python", "--output", again,
            env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch)})
        self.assertEqual(_digests(again), _digests(DIST))

    def test_linking_makes_the_same_bytes_again(self):
        again = fresh("linked") / "deepmock"
        run(ROOT / "packaging/link.sh", ROOT / ".build-release/release", ROOT / ".build-dist/libraries", again)
        for suffix in ("", ".debug"):
            with self.subTest(suffix):
                self.assertEqual(
                    Path(f"{again}{suffix}").read_bytes(), Path(f"{ROOT}/.build-dist/deepmock{suffix}").read_bytes())

    def test_the_time_of_a_release_can_be_chosen(self):
        names = subprocess.check_output(
            ["/usr/bin/python3", "-B", "-c", "import project; print(project.epoch())"], cwd=ROOT / "packaging",
            env={"SOURCE_DATE_EPOCH": "1700000000"}, text=True)
        self.assertEqual(names.strip(), "1700000000")


class BinaryTests(unittest.TestCase):
    """What the binary needs, and what it has left outside."""

    @classmethod
    def setUpClass(cls):
        cls.folder = fresh("binary")
        for name in (f"deepmock-{VERSION}-linux-{project.MACHINE}", f"deepmock-{VERSION}-linux-{project.MACHINE}-debug"):
            run("tar", "-xzf", DIST / f"{name}.tar.gz", "-C", cls.folder)
        cls.binary = cls.folder / f"deepmock-{VERSION}-linux-{project.MACHINE}/bin/deepmock"
        cls.debug = cls.folder / f"deepmock-{VERSION}-linux-{project.MACHINE}-debug/deepmock.debug"

    def test_it_needs_a_c_library_and_nothing_else(self):
        needed = re.findall(r"NEEDED.*\[(.*)\]", run("readelf", "--dynamic", self.binary))
        beyond = [name for name in needed if not re.fullmatch(r"(lib(c|m|dl|pthread|util|rt)|ld-linux.*)\.so\.\d+", name)]
        self.assertEqual(beyond, [])
        self.assertIn("libc.so.6", needed)

    def test_no_symbol_is_newer_than_the_floor(self):
        wanted = set(re.findall(r"\((GLIBC\w*_[0-9.]+)\)", run("objdump", "--dynamic-syms", self.binary)))
        self.assertIn("GLIBC_2.2.5" if project.MACHINE == "x86_64" else "GLIBC_2.17", wanted)
        newest = max(_number(name.removeprefix("GLIBC_")) for name in wanted)
        self.assertLessEqual(newest, _number(project.GLIBC_FLOOR))
        self.assertEqual({name for name in wanted if not name.startswith("GLIBC_")}, set())

    def test_debug_symbols_are_in_a_file_of_their_own_with_the_same_id(self):
        ids = [re.search(r"Build ID: (\w+)", run("readelf", "--notes", path)).group(1)
               for path in (self.binary, self.debug)]
        self.assertEqual(ids[0], ids[1])
        self.assertNotIn(".debug_info", run("readelf", "--section-headers", self.binary))
        self.assertIn(".debug_info", run("readelf", "--section-headers", self.debug))

    def test_the_symbols_lead_from_a_function_to_its_source_line(self):
        symbols = run("nm", self.debug)
        address = re.search(r"^(\w+) [Tt] \$s8Emulator7SeedRunC7advance\w*$", symbols, re.M).group(1)
        self.assertRegex(run("addr2line", "-e", self.debug, f"0x{address}"), r"SeedRun\.swift:\d+")

    def test_it_has_no_path_of_the_build(self):
        self.assertNotIn(str(ROOT).encode(), self.binary.read_bytes())


class BillOfMaterialsTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = package("*.spdx.json")
        cls.bill = json.loads(cls.path.read_text())

    def test_it_is_valid_spdx(self):
        run(ROOT / ".build-dist/python-tools/bin/pyspdxtools", "--infile", self.path)

    def test_it_lists_every_library_that_is_linked_in(self):
        names = {entry["name"]: entry["versionInfo"] for entry in self.bill["packages"]}
        self.assertEqual(names["deepmock"], VERSION)
        for library in (ROOT / ".build-dist/libraries/static").glob("*.a"):
            known = {
                "libuv": "libuv", "libsqlite3": "SQLite", "libssl": "OpenSSL", "libcrypto": "OpenSSL",
                "libzip": "libzip", "libbz2": "bzip2", "libz": "zlib", "libturbojpeg": "libjpeg-turbo",
                "libpng16": "libpng", "libstdc++": "libstdc++"}[library.stem]
            self.assertIn(known, names)
        self.assertRegex(names["Swift"], r"^\d+\.\d+")
        self.assertRegex(names["swift-argument-parser"], r"^\d+\.\d+\.\d+$")

    def test_it_has_the_sums_of_the_packages(self):
        sums = {
            entry["fileName"]: next(sum["checksumValue"] for sum in entry["checksums"] if sum["algorithm"] == "SHA256")
            for entry in self.bill["files"]}
        wanted = {
            f"./{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in DIST.iterdir() if path.suffix not in (".json",) and path.name != "SHA256SUMS"}
        self.assertEqual(sums, wanted)


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
