"""The wheel: the Python kit of clients/python, with the binary in it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import project
import tarball


def write(binary: Path, copyrights: Path, output: Path, python: Path) -> list[Path]:
    """Writes the wheel, with setuptools of the given Python."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder, "stage")
        shutil.copytree(
            project.ROOT / "clients/python", stage,
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "tests", ".*_cache"))
        shutil.copy(Path(__file__).parent / "setup.py", stage)
        (stage / "deepmock/bin").mkdir(exist_ok=True)
        shutil.copy(binary, stage / "deepmock/bin/deepmock")
        (stage / "deepmock/bin/deepmock").chmod(0o755)
        (stage / "LICENSE-third-party.txt").write_bytes(tarball.third_party(copyrights))
        environment = os.environ | {
            "DEEPMOCK_WHEEL_PLATFORM": project.WHEEL_PLATFORM,
            "DEEPMOCK_WHEEL_VERSION": project.version(),
            "SOURCE_DATE_EPOCH": str(project.epoch()),
        }
        subprocess.run(
            [python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
             "--disable-pip-version-check", "--wheel-dir", folder, stage],
            check=True, env=environment)
        [made] = Path(folder).glob("*.whl")
        return [Path(shutil.move(made, output / made.name))]
