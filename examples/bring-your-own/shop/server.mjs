// A plain Node service without dependencies. It asks price and stock and shows who answered.
import { createServer } from "node:http";

const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
const me = {
  app: process.env.NETOPS_APP ?? "shop",
  instance: process.env.NETOPS_INSTANCE ?? "local",
  zone: process.env.NETOPS_ZONE ?? "-",
  version: process.env.NETOPS_VERSION ?? "-",
};

const routes = {
  "/": async (request) => ({
    ...me,
    calls: await Promise.all([
      // A fallback: without a price the shop still opens. Without stock it does not.
      ask(process.env.NETOPS_URL_PRICE, request).catch((error) => ({ error: error.message })),
      ask(process.env.NETOPS_URL_STOCK, request),
    ]),
  }),
  "/whoami": () => me,
  "/health": () => ({ status: "UP" }),
};

// Passing traceparent on is what makes one trace of a chain of calls.
async function ask(url, request) {
  if (url === undefined) throw new Error("no URL: is it in dependsOn?");
  const { traceparent } = request.headers;
  const answer = await fetch(url.replace(/\/$/, "") + "/", {
    headers: traceparent === undefined ? {} : { traceparent },
    signal: AbortSignal.timeout(2000),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return await answer.json();
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const [status, body] = await answer(pathname, request);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body) + "\n");
  if (pathname !== "/health") log("info", `${request.method} ${pathname} ${status}`);
});

async function answer(pathname, request) {
  if (!Object.hasOwn(routes, pathname)) return [404, { error: "no such page" }];
  try {
    return [200, await routes[pathname](request)];
  } catch (error) {
    log("error", error.message);
    return [502, { ...me, error: error.message }];
  }
}

// One JSON object a line: netops reads level and message, and shows other lines as they are.
function log(level, message) {
  console.log(JSON.stringify({ level, message }));
}

server.listen(Number(PORT), HOST, () => log("info", `shop listens on ${HOST}:${PORT}`));

// A clean stop: take no new connection, answer what is open, then end. Node waits for connections
// that were opened and never used, so those are cut after a second.
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  setTimeout(() => server.closeAllConnections(), 1000);
});
