"""Asks a server for its health until standard input ends, then prints how many answers there were and the slowest.

usage: pulse.py PORT
"""

import http.client
import json
import os
import select
import sys
import time


def main():
    port = int(sys.argv[1])
    connection, count, slowest = None, 0, 0.0
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        start = time.monotonic()
        try:
            connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/__admin/health")
            connection.getresponse().read()
            count += 1
        except (OSError, http.client.HTTPException):
            # A server that was restarted, or that has no room for another connection.
            connection = None
            continue
        slowest = max(slowest, time.monotonic() - start)
    try:
        print(json.dumps([count, slowest]), flush=True)
    except BrokenPipeError:
        # Whoever wanted to know has ended.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


main()
