"""For unittest: a mix-in that gives each test a world of its own."""

from __future__ import annotations

import atexit
import functools
import inspect
import sys
import unittest
from typing import TYPE_CHECKING, Any

from ._errors import DeepmockError
from ._report import report
from ._sharing import SharedServer, announced, of_environment
from ._server import Deepmock
from ._tests import make_world
from ._world import World


def _start() -> Deepmock:
    return Deepmock(flags=["--max-tenants", "10000", "--log-level", "warning"]).start()


_shared = SharedServer(_start)
atexit.register(_shared.close)

if TYPE_CHECKING:
    _Base = unittest.TestCase
else:
    _Base = object


class DeepmockMixin(_Base):
    """Gives each test the world ``self.deepmock`` and, when it fails, the state of that world in the traceback::

        class JobsTest(DeepmockMixin, unittest.TestCase):
            def test_job(self):
                client = MyClient(self.deepmock.deepva.url, self.deepmock.deepva.key)

    It goes before ``TestCase``, or ``IsolatedAsyncioTestCase``. The server is started with the first world and stopped
    when the process ends; ``$DEEPMOCK_URL`` names one that runs already.
    """

    @property
    def deepmock_server(self) -> Deepmock:
        """The server of this process; under pytest that of the test run."""
        return self._place()[0]

    @staticmethod
    def _place() -> tuple[Deepmock, bool]:
        """The server, and whether it is there for this test run alone."""
        announcement = announced()
        if announcement is not None:
            return announcement[0](), announcement[1]
        running = of_environment()
        return (_shared.server(), True) if running is None else (running, False)

    @functools.cached_property
    def deepmock(self) -> World:
        """The world of this test, made when it is first used: frozen clock, seed and name from the test's name."""
        server, owned = self._place()
        world = make_world(server, self.id(), owned=owned)
        self.addCleanup(self._leave, world)
        return world

    def _leave(self, world: World) -> None:
        del self.__dict__["deepmock"]
        world.delete()

    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        """Runs the test, and explains its failure by the state of its world."""
        name = self._testMethodName
        method = getattr(self, name)
        # pytest, too, puts a function of its own there.
        own = self.__dict__.get(name)

        @functools.wraps(method)
        def explained() -> Any:
            try:
                return method()
            except Exception as error:
                self._explain(error)
                raise

        @functools.wraps(method)
        async def explained_later() -> Any:
            try:
                return await method()
            except Exception as error:
                self._explain(error)
                raise

        setattr(self, name, explained_later if inspect.iscoroutinefunction(method) else explained)
        try:
            return super().run(result)
        finally:
            if own is None:
                delattr(self, name)
            else:
                setattr(self, name, own)

    def _explain(self, error: Exception) -> None:
        world = self.__dict__.get("deepmock")
        if world is None or isinstance(error, unittest.SkipTest):
            return
        try:
            text = report(world)
        except DeepmockError as failure:
            text = f"{world} cannot be asked: {failure}"
        if sys.version_info >= (3, 11):
            error.add_note(text)
        else:
            print(text, file=sys.stderr)
