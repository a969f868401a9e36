/** A service that answers numbers and echoes over WebSockets; `version` is in every answer. */
function program(version: string): string {
  return `const version = ${JSON.stringify(version)};
const server = Deno.serve({
  port: Number(Deno.env.get("PORT")),
  hostname: Deno.env.get("HOST"),
  onListen: () => undefined,
}, async (request) => {
  const url = new URL(request.url);
  if (url.pathname === "/health") return new Response("ok");
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => socket.send(data);
    return response;
  }
  const waitMs = Number(url.searchParams.get("waitMs") ?? 0);
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return Response.json({ n: Number(url.searchParams.get("n")), version });
});
Deno.addSignalListener("SIGTERM", () => void server.shutdown().then(() => Deno.exit(0)));
`;
}

/** A \`netops.yaml\` and two versions of the service, in \`one\` and \`two\`. */
export function switchFiles(platform: "none" | "lite"): Readonly<Record<string, string>> {
  return {
    "netops.yaml": `platform: ${platform}
services:
  echo:
    command: [deno, run, --allow-net, --allow-env, server.ts]
    dir: ./one
    replicas: 2
    health: /health
`,
    "one/server.ts": program("one"),
    "two/server.ts": program("two"),
  };
}
