/** What is wrong with a release of the shop. */
export type Plant =
  | "good"
  | "slow"
  | "errors"
  | "leak"
  | "crash-loop"
  | "wrong-data"
  | "slow-start"
  | "broken-fallback"
  | "log-flood"
  | "cpu-burn"
  | "one-cohort";

/** Every bad release, and what is wrong with it. */
export const BAD_RELEASES: Readonly<Record<Exclude<Plant, "good">, string>> = {
  "slow": "takes 35 % longer",
  "errors": "fails 1 % of the requests",
  "leak": "keeps 60 kB of each request",
  "crash-loop": "each instance dies at its 151st request",
  "wrong-data": "answers with 200 and a price of 0",
  "slow-start": "listens after 9 s",
  "broken-fallback": "fails where stock fails, instead of going on without",
  "log-flood": "writes 20 lines for each request",
  "cpu-burn": "computes 4 ms after each request",
  "one-cohort": "fails everybody with a gold plan",
};

/** What a request costs: some milliseconds of waiting, as a database would. */
const WAIT_MS = "20 + 10 * Math.random()";

const BEFORE: Readonly<Partial<Record<Plant, string>>> = {
  "errors": "if (Math.random() < 0.01) { response.statusCode = 500; return response.end('{}'); }",
  "crash-loop": "if (++served > 150) process.exit(1);",
  "one-cohort":
    "if (request.headers['x-plan'] === 'gold') { response.statusCode = 500; return response.end('{}'); }",
  "leak": "kept.push(Buffer.alloc(60_000, served++ % 256));",
  "log-flood":
    "for (let line = 0; line < 20; line++) console.log(`request ${n} is looked at, step ${line} of it`);",
};

/** After the answer, so that only the processor knows; by its own clock, whatever else the machine does. */
const AFTER: Readonly<Partial<Record<Plant, string>>> = {
  "cpu-burn": `setImmediate(() => {
    const before = process.cpuUsage();
    while (Object.values(process.cpuUsage(before)).reduce((sum, us) => sum + us) < 4_000);
  });`,
};

/** The program of a release: plain Node, without any instrumentation. */
export function shopServer(plant: Plant, version: string): string {
  const price = plant === "wrong-data" ? 0 : 42;
  const slower = plant === "slow" ? " * 1.35" : "";
  const listen = "server.listen(Number(process.env.PORT), process.env.HOST)";
  const onStockFailure = plant === "broken-fallback"
    ? "response.statusCode = 500; return response.end('{}');"
    : "stock = 'unknown';";
  return `import { createServer } from "node:http";
const kept = [];
let served = 0;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const server = createServer(async (request, response) => {
  if (request.url === "/health") return response.end("ok");
  const url = new URL(request.url, "http://shop");
  const n = Number(url.searchParams.get("n"));
  response.setHeader("content-type", "application/json");
  ${BEFORE[plant] ?? ""}
  await sleep((${WAIT_MS})${slower});
  let stock = "none";
  if (url.pathname === "/stock") {
    try {
      const answer = await fetch(process.env.NETOPS_URL_STOCK + "/", { signal: AbortSignal.timeout(500) });
      if (!answer.ok) throw new Error(String(answer.status));
      stock = await answer.text();
    } catch {
      ${onStockFailure}
    }
  }
  response.end(JSON.stringify({ n, version: ${JSON.stringify(version)}, price: ${price}, stock }));
  ${AFTER[plant] ?? ""}
});
${plant === "slow-start" ? `setTimeout(() => ${listen}, 9_000)` : listen};
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`;
}

const STOCK = `import { createServer } from "node:http";
const server = createServer((request, response) => response.end("plenty"));
server.listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`;

/** A shop that asks a stock service. */
export const SHOP_FILES: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: none
services:
  shop:
    command: [node, server.mjs]
    dir: ./shop
    replicas: 2
    health: /health
    dependsOn: [stock]
  stock:
    command: [node, server.mjs]
    dir: ./stock
    replicas: 2
    health: /health
`,
  "shop/server.mjs": shopServer("good", "v1"),
  "stock/server.mjs": STOCK,
};
