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

/** Every bad release. */
export const BAD_RELEASES: readonly Exclude<Plant, "good">[] = [
  ...["slow", "errors", "leak", "crash-loop", "wrong-data", "slow-start"] as const,
  ...["broken-fallback", "log-flood", "cpu-burn", "one-cohort"] as const,
];

/** What a request costs: some milliseconds of waiting, as a database would. */
const WAIT_MS = "8 + 4 * Math.random()";

const BEFORE: Readonly<Partial<Record<Plant, string>>> = {
  errors: "if (Math.random() < 0.01) { response.statusCode = 500; return response.end('{}'); }",
  "crash-loop": "if (++served > 150) process.exit(1);",
  "one-cohort":
    "if (request.headers['x-plan'] === 'gold') { response.statusCode = 500; return response.end('{}'); }",
  leak: "kept.push(Buffer.alloc(40_000, served++ % 256));",
  "log-flood":
    "for (let line = 0; line < 20; line++) console.log(`request ${n} is looked at, step ${line} of it`);",
};

const AFTER: Readonly<Partial<Record<Plant, string>>> = {
  // After the answer, so that only the processor knows.
  "cpu-burn":
    "setImmediate(() => { const end = performance.now() + 4; while (performance.now() < end); });",
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

/** A shop that asks a stock service, and a folder for each release of it. */
export function shopFiles(plants: readonly Plant[]): Readonly<Record<string, string>> {
  return {
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
    ...Object.fromEntries(
      plants.map((plant) => [`${plant}/server.mjs`, shopServer(plant, plant)]),
    ),
  };
}
