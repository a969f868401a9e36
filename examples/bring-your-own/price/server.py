"""A plain Python service: the standard library only. It asks stock and shows who answered."""

import json
import os
import signal
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ME = {
    "app": os.environ.get("NETOPS_APP", "price"),
    "instance": os.environ.get("NETOPS_INSTANCE", "local"),
    "zone": os.environ.get("NETOPS_ZONE", "-"),
    "version": os.environ.get("NETOPS_VERSION", "-"),
}
# Calls stay on this machine: a proxy of the environment would only be in the way.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(url, traceparent):
    if url is None:
        return {"error": "not in dependsOn"}
    headers = {"traceparent": traceparent} if traceparent else {}
    request = urllib.request.Request(url.rstrip("/") + "/", headers=headers)
    with OPENER.open(request, timeout=2) as answer:
        return json.load(answer)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections open between requests
    disable_nagle_algorithm = True  # headers and body go out at once

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/health":
            return self.answer(200, {"status": "UP"})
        if path == "/whoami":
            return self.answer(200, ME)
        if path != "/":
            return self.answer(404, {"error": "no such page"})
        try:
            stock = ask(os.environ.get("NETOPS_URL_STOCK"), self.headers.get("traceparent"))
            self.answer(200, {**ME, "price": "4.20", "calls": [stock]})
        except (OSError, ValueError) as error:
            print(f"cannot ask stock: {error}")
            self.answer(502, {**ME, "error": str(error)})

    def answer(self, status, body):
        data = (json.dumps(body) + "\n").encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_request(self, code="-", size="-"):
        if self.path != "/health":
            print(f"{self.command} {self.path} {int(code)}")


class Server(ThreadingHTTPServer):
    daemon_threads = True  # an idle connection does not hold up the stop
    request_queue_size = 128

    def server_bind(self):
        # The original looks its own name up in DNS, which may take seconds.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]


host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "3001"))
server = Server((host, port), Handler)
# shutdown() waits for the loop to end, so it must not run inside it.
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
print(f"price listens on {host}:{port}")
server.serve_forever(poll_interval=0.1)
server.server_close()
