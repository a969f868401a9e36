import type { FoundOracle } from "../tools/oracle.ts";
import { freePort, startService } from "../tests/harness/start_service.ts";
import type { BenchProcess } from "./gateway_peers.ts";

/** A TCP proxy of the benchmark, in front of `originPort`. */
export interface PeerOptions {
  readonly dir: string;
  readonly originPort: number;
}

/** Starts HAProxy in TCP mode with one thread, as it comes. */
export async function startHaproxyTcp(
  haproxy: FoundOracle,
  { dir, originPort }: PeerOptions,
): Promise<BenchProcess> {
  const port = freePort();
  const path = `${dir}/haproxy.cfg`;
  await Deno.writeTextFile(
    path,
    `global
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen l
  bind 127.0.0.1:${port}
  server s 127.0.0.1:${originPort}
`,
  );
  return await startChild([...haproxy.command, "-db", "-f", path], port);
}

/** Starts the real Toxiproxy with one proxy. */
export async function startToxiproxy(
  server: FoundOracle,
  { originPort }: PeerOptions,
): Promise<BenchProcess> {
  const apiPort = freePort();
  const command = [...server.command, "-host", "127.0.0.1", "-port", String(apiPort)];
  const child = await startChild(command, apiPort);
  const port = await createProxy(`http://127.0.0.1:${apiPort}`, originPort);
  return { ...child, port };
}

/** Starts the least that a proxy in our runtime can do. */
export function startBare({ originPort }: PeerOptions): Promise<BenchProcess> {
  const port = freePort();
  const entry = new URL("./link_proxy_bare.ts", import.meta.url).pathname;
  const command = [Deno.execPath(), "run", "--no-check", "--no-lock", "--allow-net=127.0.0.0/8"];
  return startChild([...command, entry, String(port), String(originPort)], port);
}

/** Starts our link process with one proxy; `api` is where its toxics are made. */
export async function startLinkPeer(
  { originPort }: PeerOptions,
): Promise<BenchProcess & { readonly api: string }> {
  const service = await startService({
    entry: "chaos/link/main.ts",
    permissions: ["--no-check", "--allow-net=127.0.0.0/8", "--no-prompt"],
  });
  const port = await createProxy(service.url, originPort);
  const stop = () => service[Symbol.asyncDispose]();
  return { port, pid: service.pid, api: service.url, stop };
}

/** Makes the proxy `bench` and says where it listens. */
async function createProxy(api: string, originPort: number): Promise<number> {
  const response = await fetch(`${api}/proxies`, {
    method: "POST",
    body: JSON.stringify({
      ...{ name: "bench", listen: "127.0.0.1:0", upstream: `127.0.0.1:${originPort}` },
    }),
  });
  const { listen } = await response.json();
  return Number(String(listen).split(":")[1]);
}

async function startChild(command: readonly string[], port: number): Promise<BenchProcess> {
  const [program, ...args] = command;
  const child = new Deno.Command(program ?? "", {
    args,
    env: { LOG_LEVEL: "error" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    child.kill("SIGKILL");
    await child.status;
  };
  for (let n = 0; n < 250; n++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
    conn?.close();
    if (conn !== undefined) return { port, pid: child.pid, stop };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stop();
  throw new Error(`${program} does not listen on ${port}`);
}
