"""The OCI image, unpacked by umoci and run with less than any container engine gives: no /proc, /dev and /tmp, a
read-only root, a user without a name."""

import json
import os
import subprocess
import unittest
from pathlib import Path

from support import VERSION, fresh, free_port, package, picture, project, run, serving

IMAGE = f"deepmock-{VERSION}-oci-{project.OCI_MACHINE}.tar"
TOKEN = "image-test-token"
# In a mount namespace of its own: the root read-only, `$2` mounted at /data when it is not empty; then the image's
# command as the given user, with the image's environment alone.
ENTER = """\
set -e
mount --bind "$1" "$1"
[ -z "$2" ] || mount --bind "$2" "$1/data"
mount -o remount,bind,ro "$1"
root=$1 user=$3
shift 3
exec /usr/sbin/chroot --userspec="$user" "$root" "$@"
"""


class ImageTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = fresh("image")
        run("skopeo", "copy", "--quiet", f"oci-archive:{package(IMAGE)}", f"oci:{cls.folder}/layout:test")
        run("umoci", "unpack", "--image", f"{cls.folder}/layout:test", cls.folder / "bundle")
        cls.root = cls.folder / "bundle/rootfs"
        cls.config = json.loads(run("skopeo", "inspect", "--config", f"oci-archive:{package(IMAGE)}"))["config"]

    def command(self, words, *, data="", user="10001:10001", environment=None):
        variables = [*self.config["Env"], f"DEEPMOCK_ADMIN_TOKEN={TOKEN}"]
        variables += [f"{name}={value}" for name, value in (environment or {}).items()]
        return ["env", "-i", *variables, "/usr/bin/unshare", "--mount", "/bin/sh", "-c", ENTER, "enter",
                str(self.root), str(data), user, *words]

    def server(self, port, **options):
        environment = {"DEEPMOCK_PORT": str(port)} | options.pop("environment", {})
        words = [*self.config["Entrypoint"], *self.config["Cmd"]]
        return serving(self.command(words, environment=environment, **options), port, TOKEN)

    def test_its_configuration_names_user_port_health_check_and_version(self):
        self.assertEqual(self.config["User"], "10001:0")
        self.assertEqual(self.config["ExposedPorts"], {"8484/tcp": {}})
        self.assertEqual(self.config["Labels"]["org.opencontainers.image.version"], VERSION)
        self.assertNotIn("Volumes", self.config)
        raw = json.loads(run("skopeo", "inspect", "--config", "--raw", f"oci-archive:{package(IMAGE)}"))
        self.assertEqual(raw["config"]["Healthcheck"]["Test"], ["CMD", "/usr/bin/deepmock", "healthcheck"])

    def test_an_engine_of_old_loads_it_too(self):
        run("skopeo", "copy", "--quiet", f"docker-archive:{package(IMAGE)}", f"oci:{self.folder}/loaded:test")
        listed = json.loads(run("skopeo", "inspect", f"docker-archive:{package(IMAGE)}"))
        self.assertEqual(listed["Architecture"], project.OCI_MACHINE)

    def test_it_holds_the_binary_a_c_library_and_ca_roots_and_nothing_else(self):
        files = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if not path.is_dir()}
        libraries = {name for name in files if name.startswith("lib")}
        self.assertEqual(files - libraries, {
            "usr/bin/deepmock", "etc/ssl/certs/ca-certificates.crt", "etc/nsswitch.conf",
            "usr/share/doc/deepmock/third-party.txt", "usr/share/doc/libc6/copyright",
            "usr/share/doc/ca-certificates/copyright"})
        self.assertTrue(any(Path(name).name == "libc.so.6" for name in libraries))
        self.assertLessEqual(len(libraries), 8)
        self.assertLess(package(IMAGE).stat().st_size, 16_000_000)

    def test_in_memory_without_tmp_proc_and_dev_as_a_user_without_a_name(self):
        port = free_port()
        with self.server(port) as server:
            self.assertIsNone(server.ready["data"])
            self.assertEqual(server.mine(picture())["state"], "completed")
            content = os.urandom(3 << 20)
            self.assertEqual(server.download(server.upload("large.bin", content)["id"]), content)
            # A snapshot goes through a temporary file as well.
            server.json("PUT", "/__admin/snapshots/one")
            self.assertGreater(
                len(server.ask("GET", "/__admin/snapshots/one/file", {"Authorization": f"Bearer {TOKEN}"})), 1 << 20)
            healthy = self.command(
                self.config_health(), environment={"DEEPMOCK_PORT": str(port)})
            self.assertEqual(run(*healthy).strip(), "ok")
            self.assertEqual(server.stop(), 0)
        done = subprocess.run(healthy, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)

    def test_the_command_line_reaches_it_without_proc(self):
        self.assertEqual(run(*self.command(["/usr/bin/deepmock", "--version"])).strip(), VERSION)
        done = subprocess.run(
            self.command(["/usr/bin/deepmock", "serve", "--prot", "1"]), capture_output=True, text=True)
        self.assertEqual(done.returncode, 64)
        self.assertIn("--prot", done.stderr)

    def test_misspelt_variables_are_told_of_without_proc(self):
        port = free_port()
        with self.server(port, environment={"DEEPMOCK_SEEED": "1"}) as server:
            server.stop()
            self.assertIn("did you mean DEEPMOCK_SEED?", server.process.stderr.read().decode())

    def test_what_is_mounted_at_data_keeps_the_state(self):
        for user in ("10001:10001", "123456:0"):
            with self.subTest(user):
                data = fresh(f"data-{user.split(':')[0]}")
                data.chmod(0o770)
                os.chown(data, 10001, 0)
                port = free_port()
                with self.server(port, data=data, user=user) as server:
                    self.assertEqual(server.ready["data"], "/data")
                    number = server.upload("kept.bin", b"kept" * 100_000)["id"]
                    self.assertEqual(server.stop(), 0)
                with self.server(port, data=data, user=user) as server:
                    self.assertEqual(server.download(number), b"kept" * 100_000)
                    # Studio's key is made at the first login, and must get its name without /proc, too.
                    answer = server.ask(
                        "POST", "/auth/login", {"Content-Type": "application/json"},
                        b'{"email": "demo@deepmock.test", "password": "demo-password"}')
                    self.assertIn(b"auth_token", answer)
                    self.assertTrue((data / "studio-key.pem").exists())
                    self.assertEqual(server.stop(), 0)

    def test_a_given_temporary_directory_is_still_checked(self):
        done = subprocess.run(
            self.command(["/usr/bin/deepmock", "serve"], environment={"TMPDIR": "/nowhere"}),
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("TMPDIR", done.stderr)

    def config_health(self):
        raw = json.loads(run("skopeo", "inspect", "--config", "--raw", f"oci-archive:{package(IMAGE)}"))
        return raw["config"]["Healthcheck"]["Test"][1:]
