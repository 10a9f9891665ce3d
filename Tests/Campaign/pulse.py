"""Asks a server for its health until standard input ends, then prints how many answers there were and the slowest.

usage: pulse.py PORT
"""

import http.client
import json
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
    print(json.dumps([count, slowest]))


main()
