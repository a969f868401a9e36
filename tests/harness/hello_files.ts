const SERVER = `import { createServer } from "node:http";
const server = createServer((request, response) => {
  if (request.url === "/health") return response.end("ok");
  if (request.url === "/env") return response.end(JSON.stringify(process.env));
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ version: process.env.GREETING ?? "v1", pid: process.pid }));
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`;

/** A service in plain Node, two instances, as the smallest `netops.yaml` has it. */
export const HELLO_FILES: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: none
services:
  hello:
    command: [node, server.mjs]
    dir: ./hello
    replicas: 2
    health: /health
`,
  "hello/server.mjs": SERVER,
};

/** The same service under a shell, with a child in its group and one that left the group. */
export const FAMILY_FILES: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: none
services:
  family:
    command: "sleep 300 & setsid sleep 301 & node server.mjs; true"
    dir: ./hello
    replicas: 1
    health: /health
`,
  "hello/server.mjs": SERVER,
};
