"""The mix-in for unittest, in a process of its own as its users run it."""

import os
import re
import subprocess
import sys
import textwrap

CASES = textwrap.dedent("""
    import sys, unittest, urllib.request
    from deepmock.unittest import DeepmockMixin

    urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))

    def ask(world, path):
        request = urllib.request.Request(world.deepva.url + path, headers=world.deepva.headers())
        return urllib.request.urlopen(request).status

    class Plain(DeepmockMixin, unittest.TestCase):
        def test_first(self):
            self.assertEqual(ask(self.deepmock, "/api/v1/jobs/"), 200)
            self.assertEqual(len(self.deepmock.requests()), 1)
            print("SERVER", self.deepmock_server.control.ask("GET", "info")["pid"], file=sys.stderr)

        def test_second(self):
            self.assertEqual(self.deepmock.requests(), [])
            print("SERVER", self.deepmock_server.control.ask("GET", "info")["pid"], file=sys.stderr)

        def test_without_a_world(self):
            self.assertNotIn("deepmock", self.__dict__)

        @unittest.skip("not today")
        def test_skipped(self):
            self.fail("it was run")

        @unittest.expectedFailure
        def test_known(self):
            self.fail("known")

    class Later(DeepmockMixin, unittest.IsolatedAsyncioTestCase):
        async def test_clock(self):
            await self.deepmock.aio.advance(1)
            self.assertEqual(self.deepmock.now().second, 1)

    class Failing(DeepmockMixin, unittest.TestCase):
        def test_planned(self):
            ask(self.deepmock, "/api/v1/jobz/")

        def test_before_its_world(self):
            self.fail("no world yet")

    class FailingLater(DeepmockMixin, unittest.IsolatedAsyncioTestCase):
        async def test_planned(self):
            ask(self.deepmock, "/api/v1/jobx/")

    if __name__ == "__main__":
        unittest.main()
""")


def run(tmp_path, *classes):
    (tmp_path / "cases.py").write_text(CASES)
    return subprocess.run(
        [sys.executable, "cases.py", *classes], cwd=tmp_path, capture_output=True, text=True, timeout=60)


def test_tests_have_worlds_of_their_own_on_one_server_that_ends_with_them(tmp_path):
    done = run(tmp_path, "Plain", "Later")
    assert done.returncode == 0, done.stderr
    assert "OK (skipped=1, expected failures=1)" in done.stderr
    pids = re.findall(r"SERVER (\d+)", done.stderr)
    assert len(pids) == 2 and len(set(pids)) == 1
    assert not os.path.exists(f"/proc/{pids[0]}")


def test_a_failure_shows_the_world(tmp_path):
    done = run(tmp_path, "Failing", "FailingLater")
    assert "failures=1, errors=2" in done.stderr
    assert "GET /t/test-planned-" in done.stderr
    assert "did you mean GET /api/v1/jobs/?" in done.stderr
    assert "/api/v1/jobx/  404 no operation, unmatched" in done.stderr


def test_under_pytest_a_failure_shows_the_world_once(pytester):
    pytester.makepyfile(test_cases=CASES)
    result = pytester.runpytest_subprocess("-n", "2", "-s", "-k", "planned or Plain or clock")
    result.assert_outcomes(passed=4, failed=2, skipped=1, xfailed=1)
    assert result.stdout.str().count("/api/v1/jobz/  404 no operation") == 1
    pids = re.findall(r"SERVER (\d+)", result.stderr.str() + result.stdout.str())
    assert len(pids) == 2 and len(set(pids)) == 1
