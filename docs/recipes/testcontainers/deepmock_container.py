"""Testcontainers for Python: `with DeepmockContainer() as deepmock: Client(deepmock.url)`."""

import time
import urllib.error
import urllib.request

from testcontainers.core.container import DockerContainer


class DeepmockContainer(DockerContainer):
    """A deepmock of its own for a test session; in memory, with its clock standing still."""

    PORT = 8484
    TOKEN = "not-a-secret-in-tests"

    def __init__(self, image: str = "registry.example.test/tools/deepmock:0.1.0", **options):
        super().__init__(image, **options)
        self.with_exposed_ports(self.PORT)
        self.with_env("DEEPMOCK_ADMIN_TOKEN", self.TOKEN)
        self.with_env("DEEPMOCK_CLOCK", "frozen")
        self.with_env("DEEPMOCK_DEMO", "true")

    @property
    def url(self) -> str:
        """The base URL for clients of all four platforms."""
        return f"http://{self.get_container_host_ip()}:{self.get_exposed_port(self.PORT)}"

    @property
    def admin_url(self) -> str:
        """The control plane; it takes `X-Deepmock-Admin-Token: TOKEN`."""
        return f"{self.url}/__admin"

    def start(self) -> "DeepmockContainer":
        super().start()
        self._wait_until_healthy()
        return self

    def _wait_until_healthy(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"{self.admin_url}/health", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
