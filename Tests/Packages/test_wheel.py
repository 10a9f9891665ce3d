"""The wheel, in a fresh virtual environment."""

import subprocess
import unittest
import zipfile

from support import ROOT, VERSION, fresh, package, project, run

TOOLS = ROOT / ".build-dist/python-tools/bin"
WHEEL = f"deepmock-{VERSION}-py3-none-{project.WHEEL_PLATFORM}.whl"


class WheelTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = fresh("wheel")
        run("/usr/bin/python3", "-m", "venv", cls.folder / "venv")
        cls.bin = cls.folder / "venv/bin"
        run(cls.bin / "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", package(WHEEL))

    def test_auditwheel_finds_the_tag_true(self):
        shown = " ".join(run(TOOLS / "auditwheel", "show", package(WHEEL)).split())
        self.assertIn('is consistent with the following platform tag: "manylinux_2_', shown)
        platform = shown.split('platform tag: "')[1].split('"')[0]
        number = tuple(int(part) for part in platform.split("_")[1:3])
        self.assertLessEqual(number, tuple(int(part) for part in project.GLIBC_FLOOR.split(".")))

    def test_twine_accepts_it(self):
        self.assertIn("PASSED", run(TOOLS / "twine", "check", "--strict", package(WHEEL)))

    def test_its_command_is_the_server(self):
        self.assertEqual(run(self.bin / "deepmock", "--version").strip(), VERSION)
        done = subprocess.run([self.bin / "deepmock", "sevre"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 64)
        self.assertIn("Did you mean serve?", done.stderr)

    def test_a_program_starts_the_server_that_is_in_it(self):
        program = "\n".join([
            "import urllib.request", "from deepmock import Deepmock",
            "with Deepmock() as server:",
            "    print(urllib.request.urlopen(server.default.admin_url + '/health').read().decode())"])
        output = run(self.bin / "python", "-c", program, env={"PATH": "/usr/bin:/bin"})
        self.assertEqual(output.strip(), '{"status":"ok"}')

    def test_a_stranger_comes_from_the_wheel_to_a_green_test_with_the_page_alone(self):
        said = run(
            "/usr/bin/python3", "-B", ROOT / "fixtures/stories/first_test.py", ROOT / "docs/first-test.md",
            fresh("first-test"), package(WHEEL))
        self.assertEqual(said, "ok\n")

    def test_the_binary_in_it_is_that_of_the_other_packages(self):
        with zipfile.ZipFile(package(WHEEL)) as archive:
            self.assertEqual(
                archive.read("deepmock/bin/deepmock"), (ROOT / ".build-dist/deepmock").read_bytes())
            self.assertEqual(archive.getinfo("deepmock/bin/deepmock").external_attr >> 16 & 0o777, 0o755)
            self.assertFalse([name for name in archive.namelist() if "__pycache__" in name or "/tests/" in name])
