"""The Debian package, installed in fresh roots, and its service under a systemd that really boots."""

import contextlib
import shutil
import subprocess
import unittest

from support import Server, VERSION, debian_root, free_port, package, picture, project, run, wait_for

DEB = f"deepmock_{VERSION}_{project.DEBIAN_MACHINE}.deb"


def install(root):
    shutil.copy(package(DEB), root / "tmp")
    run("chroot", root, "dpkg", "--install", f"/tmp/{DEB}")


class PackageTests(unittest.TestCase):
    def test_its_control_file_says_what_it_is_and_needs(self):
        fields = dict(
            line.split(": ", 1) for line in run("dpkg-deb", "--field", package(DEB)).splitlines() if ": " in line)
        self.assertEqual(fields["Version"], VERSION)
        self.assertEqual(fields["Depends"], "libc6 (>= 2.31)")
        self.assertEqual(fields["Architecture"], project.DEBIAN_MACHINE)

    def test_lintian_finds_no_mistake(self):
        # Linking its libraries in and starting no service by itself are choices, not mistakes.
        chosen = "embedded-library,maintainer-script-calls-systemctl"
        run("lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags", chosen, package(DEB))

    def test_everything_in_it_belongs_to_root(self):
        owners = {line.split()[1] for line in run("dpkg-deb", "--contents", package(DEB)).splitlines()}
        self.assertEqual(owners, {"root/root"})

    def test_it_is_installed_and_removed_without_a_trace(self):
        for suite in ("bullseye", "trixie"):
            with self.subTest(suite):
                root = debian_root(suite)
                before = _files(root)
                install(root)
                self.assertEqual(run("chroot", root, "deepmock", "--version").strip(), VERSION)
                self.assertEqual(run("chroot", root, "dpkg", "--verify", "deepmock"), "")
                run("chroot", root, "dpkg", "--purge", "deepmock")
                self.assertEqual(_files(root) - before, set())


class ServiceTests(unittest.TestCase):
    """Debian 12 with systemd, booted in a container of its own."""

    @contextlib.contextmanager
    def booted(self, port):
        root = debian_root("bookworm")
        install(root)
        (root / "etc/default/deepmock").write_text(f"DEEPMOCK_PORT={port}\nDEEPMOCK_CLOCK=frozen\n")
        run("chroot", root, "systemctl", "enable", "deepmock.service")
        machine = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "-D", root],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            yield root, machine, Server(machine, port)
        finally:
            machine.terminate()
            try:
                machine.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                machine.kill()
                machine.communicate()

    def test_the_unit_is_sound(self):
        root = debian_root("bookworm")
        install(root)
        self.assertEqual(run("chroot", root, "systemd-analyze", "verify", "--man=no", "deepmock.service"), "")
        exposure = run("systemd-analyze", "security", "--offline=true", "--threshold=20", "deepmock.service",
                       f"--root={root}")
        self.assertIn("OK", exposure)

    def test_it_runs_in_its_sandbox_tells_systemd_and_keeps_its_state(self):
        port = free_port()
        with self.booted(port) as (root, machine, server):
            wait_for(lambda: _answers(server), "the service")
            self.assertEqual(server.mine(picture())["state"], "completed")
            self.assertEqual(
                [path.name for path in (root / "var/lib/private/deepmock/tenants").iterdir()], ["default"])
            journal = _journal(root)
        # systemd says so only after READY=1: the type of the service is notify.
        journal = _journal(root)
        self.assertIn("Started deepmock.service", journal)
        self.assertIn("Stopped deepmock.service", journal)
        self.assertIn("deepmock.service: Deactivated successfully", journal)


def _answers(server):
    try:
        return server.json("GET", "/__admin/health")["status"] == "ok"
    except OSError:
        return False


def _journal(root) -> str:
    return run("journalctl", "--directory", root / "var/log/journal", "--no-pager", "--unit", "deepmock.service")


def _files(root) -> set[str]:
    found = run("find", root, "-xdev", "-not", "-path", f"{root}/var/lib/dpkg/*", "-not", "-path", f"{root}/tmp/*",
                "-not", "-path", f"{root}/var/log/*")
    return set(found.splitlines())
