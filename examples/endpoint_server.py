"""The server that endpoint-report.ps1 asks: Python's own http.server, on free ports of the loopback interface.

Prints one line, a JSON object with the base addresses that it serves and refuses, and ends when its input does, so
that it never outlives the shell that started it.
"""

import json
import random
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept
    disable_nagle_algorithm = True

    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1]
        if name == "slow":
            time.sleep(30)
        elif name == "broken":
            self.answer(b'{"sensor": "broken", "celsius": ')
        else:
            time.sleep(random.uniform(0.05, 0.3))
            self.answer(json.dumps({"sensor": name, "celsius": round(random.gauss(21, 4), 1)}).encode())

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass  # a client that has hung up


def main():
    # Bound but not listening: whoever connects is refused, and nobody else can take the port.
    refusing = socket.socket()
    refusing.bind(("127.0.0.1", 0))
    with Server(("127.0.0.1", 0), Handler) as server:
        addresses = {"serving": server.server_port, "refusing": refusing.getsockname()[1]}
        print(json.dumps({name: "http://127.0.0.1:%d" % port for name, port in addresses.items()}), flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()


if __name__ == "__main__":
    main()
