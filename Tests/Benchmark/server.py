"""The server that is measured."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time


class Server:
    """A running deepmock."""

    def __init__(self, binary, *flags, under=()):
        """Starts `binary` with `flags`, as an argument of the command `under` if there is one."""
        self.directory = tempfile.TemporaryDirectory()
        ready = os.path.join(self.directory.name, "ready.json")
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [*under, binary, "serve", "--port", "0", "--log-level", "silent", "--ready-file", ready, *flags],
            stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        self.start_milliseconds = (time.perf_counter() - began) * 1000
        self.port = int(self.ready["base"].rsplit(":", 1)[1])

    def memory(self, what="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(rf"{what}:\s+(\d+) kB", status.read()).group(1)) / 1024

    def reset_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as clear:
            clear.write("5")

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        self.directory.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
