/** What is wrong with a release of hello. */
export type HelloPlant = "none" | "fails-one-in-four" | "never-healthy";

const BEFORE: Readonly<Record<HelloPlant, string>> = {
  "none": "",
  "fails-one-in-four":
    'if (++served % 4 === 0) { response.statusCode = 500; return response.end("planted"); }',
  "never-healthy": "",
};

/** A release in plain Node that says which one it is. */
export function helloRelease(version: string, plant: HelloPlant = "none"): string {
  const healthStatus = plant === "never-healthy" ? 503 : 200;
  return `import { createServer } from "node:http";
let served = 0;
const server = createServer((request, response) => {
  if (request.url === "/health") { response.statusCode = ${healthStatus}; return response.end(); }
  ${BEFORE[plant]}
  response.setHeader("content-type", "application/json");
  setTimeout(() => response.end(JSON.stringify({ version: ${JSON.stringify(version)} })), 2);
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`;
}

/** Hello in version v1, and a folder for each release that may follow. */
export const RELEASE_FILES: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: none
services:
  hello:
    command: [node, server.mjs]
    dir: ./v1
    replicas: 2
    health: /health
    startTimeout: 30s
`,
  "v1/server.mjs": helloRelease("v1"),
  "v2/server.mjs": helloRelease("v2"),
  "bad/server.mjs": helloRelease("bad", "fails-one-in-four"),
  "stuck/server.mjs": helloRelease("stuck", "never-healthy"),
};
