/** The application that is delivered while the conductor is killed. */
export const TORTURE_APP = "torture";

/** Its versions: two that are good, and one that fails a third of its requests. */
export type TortureVersion = "one" | "two" | "bad";

const FILE = `platform: none
services:
  ${TORTURE_APP}:
    command: [deno, run, --allow-net, --allow-env, service.ts]
    dir: ./one
    replicas: 2
    health: /health
`;

function program(version: TortureVersion): string {
  const status = version === "bad" ? "n % 3 === 0 ? 500 : 200" : "200";
  return `const server = Deno.serve({
  port: Number(Deno.env.get("PORT")),
  hostname: Deno.env.get("HOST"),
  onListen: () => undefined,
}, async (request) => {
  const url = new URL(request.url);
  if (url.pathname === "/health") return new Response("ok");
  const n = Number(url.searchParams.get("n"));
  await new Promise((resolve) => setTimeout(resolve, 5));
  return Response.json({ n, version: "${version}" }, { status: ${status} });
});
Deno.addSignalListener("SIGTERM", () => void server.shutdown().then(() => Deno.exit(0)));
`;
}

/** The files of the platform that is tortured, by path. */
export function tortureFiles(): Readonly<Record<string, string>> {
  const versions: readonly TortureVersion[] = ["one", "two", "bad"];
  return {
    "netops.yaml": FILE,
    ...Object.fromEntries(versions.map((version) => [`${version}/service.ts`, program(version)])),
  };
}
