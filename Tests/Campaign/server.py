"""A real server for the campaign: started, watched, killed, and started again."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

MIB = 1 << 20


class Finding(Exception):
    """Something that must not be. Its text says what was sent or done."""


class Server:
    """A running `deepmock serve` on a free port. Its log goes to a file in a folder of its own."""

    def __init__(self, binary, *flags, folder=None, open_files=None):
        self.binary, self.flags, self.open_files = binary, flags, open_files
        self.folder = folder or tempfile.mkdtemp(prefix="deepmock-campaign-")
        self.is_own = folder is None
        self.log_path = os.path.join(self.folder, "log")
        self.start()

    def start(self):
        """Starts the process; returns when it has printed its ready line."""
        # The process ends with the campaign, however that ends.
        command = ["setpriv", "--pdeathsig", "KILL", "--", self.binary, "serve", "--port", "0", *self.flags]
        if self.open_files:
            command = ["prlimit", f"--nofile={self.open_files}:{self.open_files}", *command]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)
        line = self.process.stdout.readline()
        if not line:
            raise Finding(f"the server did not start: {self.tail()}")
        self.ready = json.loads(line)
        self.port = int(self.ready["base"].rsplit(":", 1)[1])
        self.pid = self.ready["pid"]

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def tail(self):
        with open(self.log_path, "rb") as log:
            log.seek(max(0, os.path.getsize(self.log_path) - 2000))
            return log.read().decode("utf-8", "replace")

    def check_alive(self):
        if self.process.poll() is not None:
            raise Finding(f"the server ended with {self.process.returncode}: {self.tail()}")

    def kill(self):
        """Ends it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """Ends it in order."""
        self.check_alive()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            raise Finding(f"the server did not stop within 30 seconds: {self.tail()}") from None
        finally:
            self.process.stdout.close()
        if status != 0:
            raise Finding(f"the server ended with {status} when it was stopped: {self.tail()}")

    def remove(self):
        if self.process.poll() is None:
            self.kill()
        if self.is_own:
            shutil.rmtree(self.folder, ignore_errors=True)

    # What it takes of the machine.

    def memory(self, field="VmRSS"):
        """Bytes: VmRSS is what it has now, VmHWM the most it has had."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))


class Pulse:
    """Asks for the health again and again, from a process of its own, and keeps the slowest answer."""

    def __init__(self, port):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pulse.py")
        self.process = subprocess.Popen(
            ["python3", path, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def end(self):
        """The number of answers and the slowest, in seconds."""
        self.process.stdin.close()
        count, slowest = json.loads(self.process.stdout.read())
        self.process.stdout.close()
        self.process.wait()
        return count, slowest


class Watch:
    """Samples memory and descriptors of a server until it is ended."""

    def __init__(self, server, seconds=0.1):
        self.server, self.seconds = server, seconds
        self.peak_memory = self.peak_descriptors = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.is_over.wait(self.seconds):
            try:
                self.peak_memory = max(self.peak_memory, self.server.memory())
                self.peak_descriptors = max(self.peak_descriptors, self.server.descriptors())
            except (OSError, StopIteration):
                pass

    def end(self):
        self.is_over.set()
        self.thread.join()
        try:
            self.peak_memory = max(self.peak_memory, self.server.memory("VmHWM"))
        except (OSError, StopIteration):
            pass
