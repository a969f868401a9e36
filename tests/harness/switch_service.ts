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

/** The services of that program. */
export type SwitchApp = "echo" | "delta";

/** A `netops.yaml` with two services, and two versions of the program, in `one` and `two`. */
export function switchFiles(platform: "none" | "lite"): Readonly<Record<string, string>> {
  const service = (app: SwitchApp) =>
    `  ${app}:
    command: [deno, run, --allow-net, --allow-env, server.ts]
    dir: ./one
    replicas: 2
    health: /health
`;
  return {
    "netops.yaml": `platform: ${platform}\nservices:\n${service("echo")}${service("delta")}`,
    "one/server.ts": program("one"),
    "two/server.ts": program("two"),
  };
}
