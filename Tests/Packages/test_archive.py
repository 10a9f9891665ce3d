"""The archive, unpacked by hand, in fresh roots of the Debians that it is for."""

import gzip
import re
import shutil
import unittest

from support import DIST, VERSION, debian_root, free_port, fresh, picture, project, run, serving

NAME = f"deepmock-{VERSION}-linux-{project.MACHINE}"


def unpack(folder):
    run("tar", "-xzf", DIST / f"{NAME}.tar.gz", "-C", folder)
    return folder / NAME


class ArchiveTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = unpack(fresh("archive"))

    def test_the_binary_says_its_version(self):
        self.assertEqual(run(self.tree / "bin/deepmock", "--version").strip(), VERSION)

    def test_the_manual_page_is_sound_and_has_every_subcommand_and_flag(self):
        page = fresh("manual") / "deepmock.1"
        page.write_bytes(gzip.decompress((self.tree / "share/man/man1/deepmock.1.gz").read_bytes()))
        run("mandoc", "-T", "lint", "-W", "warning", page)
        # Bold is a character over itself, as on a line printer.
        text = re.sub(".\b", "", run("mandoc", "-T", "utf8", page))
        shown = run("mandoc", "-T", "markdown", page).replace("\\", "").replace("*", "")
        self.assertIn("EXIT STATUS", text)
        for name in ("serve", "check", "healthcheck", "--max-tenants", "--data", "DEEPMOCK_MAX_TENANTS"):
            self.assertIn(name, shown)

    def test_each_shell_accepts_its_completions(self):
        for shell, place in {
            "bash": "share/bash-completion/completions/deepmock",
            "zsh": "share/zsh/site-functions/_deepmock",
            "fish": "share/fish/vendor_completions.d/deepmock.fish",
        }.items():
            with self.subTest(shell):
                run(shell, "-n", self.tree / place)
        words = run(
            "bash", "-c",
            f". {self.tree}/share/bash-completion/completions/deepmock; COMP_WORDS=(deepmock he); COMP_CWORD=1; "
            "COMP_LINE='deepmock he'; COMP_POINT=11; _deepmock deepmock he deepmock; echo ${COMPREPLY[@]}")
        self.assertIn("healthcheck", words)

    def test_the_terms_of_what_is_linked_in_are_there(self):
        terms = (self.tree / "share/doc/deepmock/third-party.txt").read_text()
        for word in ("libuv", "SQLite", "OpenSSL", "libzip", "libpng", "turbo", "bzip2", "zlib"):
            self.assertIn(word.lower(), terms.lower())


class DebianTests(unittest.TestCase):
    """In a root with nothing but a minimal Debian: no library of ours is there."""

    def check(self, suite):
        root = debian_root(suite)
        shutil.copytree(unpack(fresh("unpacked")), root / "opt/deepmock")
        binary = "/opt/deepmock/bin/deepmock"
        self.assertEqual(run("chroot", root, binary, "--version").strip(), VERSION)
        for flags in ([], ["--data", "/var/tmp/deepmock"]):
            with self.subTest(flags=flags):
                port = free_port()
                with serving(["chroot", root, binary, "serve", "--port", str(port), *flags], port) as server:
                    self.assertEqual(server.mine(picture())["state"], "completed")
                    content = bytes(range(256)) * 4096
                    self.assertEqual(server.download(server.upload("large.bin", content)["id"]), content)
                    self.assertEqual(run("chroot", root, binary, "healthcheck", "--port", str(port)).strip(), "ok")
                    self.assertEqual(server.stop(), 0)
        self.assertIn("0 left", run("chroot", root, binary, "check", "/var/tmp/deepmock"))

    def test_debian_11(self):
        self.check("bullseye")

    def test_debian_12(self):
        self.check("bookworm")

    def test_debian_13(self):
        self.check("trixie")
