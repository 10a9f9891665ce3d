"""deepmock for Python: a local mock server for Deepen Calibrate, Deepen AI, DeepOpinion Studio and DeepVA, and its worlds.

::

    from deepmock import Deepmock

    with Deepmock() as server, server.world() as world:
        client = MyClient(world.deepva.url, key=world.deepva.key)
        job = client.start_job()
        world.until_idle()
        assert client.job(job)["state"] == "completed"
        world.verify("createJob", times=1)

With pytest, the fixture ``deepmock`` is a world for one test. With unittest, see :mod:`deepmock.unittest`.
"""

from importlib.metadata import PackageNotFoundError as _PackageNotFoundError
from importlib.metadata import version as _version

from ._control import ControlPlane
from ._errors import BinaryNotFound, ControlError, DeepmockError, StartError, VerificationError
from ._platforms import Deepen, DeepOpinion, DeepVA
from ._records import PASS, Advance, FaultPlan, FaultStep, Pattern, Request, Snapshot, Transition, Verdict
from ._server import Deepmock
from ._world import AsyncWorld, World

try:
    __version__ = _version("deepmock")
except _PackageNotFoundError:
    #: Used from its sources, without having been installed.
    __version__ = "0+sources"

__all__ = [
    "PASS", "Advance", "AsyncWorld", "BinaryNotFound", "ControlError", "ControlPlane", "DeepOpinion", "DeepVA",
    "Deepen", "Deepmock", "DeepmockError", "FaultPlan", "FaultStep", "Pattern", "Request", "Snapshot", "StartError",
    "Transition", "Verdict", "VerificationError", "World", "__version__",
]
