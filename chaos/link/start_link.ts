import { NetopsError, type SpawnedGroup } from "@netops/core";
import type { Host } from "@netops/core/host";
import type { ServiceBoot } from "@netops/core/contracts";
import type { LinkConfig } from "./link_config.ts";

/** The only thing that the process may do: speak TCP on loopback. */
export const LINK_PERMISSIONS: readonly string[] = ["--allow-net=127.0.0.0/8"];

/** The entry of the process. */
export const LINK_ENTRY = "chaos/link/main.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 3_000;
const ASK_AGAIN_MS = 20;

/** Where and how to start. */
export interface StartLinkOptions {
  /** Loopback address of the API; 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** Port of the API; 0 takes a free one. */
  readonly port: number;
  readonly seed: string;
  readonly config?: Partial<LinkConfig>;
}

/** A link process of one's own, outside of any platform. */
export interface RunningLink {
  /** Where its API is, without a trailing slash. */
  readonly url: string;
  readonly pid: number;
  /** Stops the process; its proxies and connections end with it. */
  stop(): Promise<void>;
}

/**
 * Starts link in a process of its own, which ends when this process does.
 *
 * @throws {NetopsError} SPAWN_FAILED, or UNHEALTHY when it does not answer within 10 s.
 */
export async function startLink(host: Host, options: StartLinkOptions): Promise<RunningLink> {
  const hostname = options.host ?? "127.0.0.1";
  const port = options.port === 0 ? host.freePort(hostname) : options.port;
  const flags = [
    "--quiet",
    "--no-prompt",
    "--cached-only",
    "--frozen",
    `--lock=${ROOT}netops.lock`,
  ];
  const entry = `${ROOT}${LINK_ENTRY}`;
  const group = await host.spawner.spawn({
    command: [host.denoPath, "run", ...flags, ...LINK_PERMISSIONS, entry],
    dir: ROOT,
    env: environmentOf(host),
    pipeStdin: true,
  });
  const lines = keepLines(group);
  const url = `http://${hostname}:${port}`;
  await group.write(`${JSON.stringify(bootOf({ ...options, host: hostname, port }))}\n`);
  if (!await isHealthy(host, { group, url })) {
    await stop(host, group);
    throw new NetopsError("UNHEALTHY", "Cannot start link as it does not answer", {
      details: { url, lines: lines.slice(-5) },
    });
  }
  return { url, pid: group.pid, stop: () => stop(host, group) };
}

/** Deno needs its cache; nothing else is handed on. */
function environmentOf(host: Host): Record<string, string> {
  const all = host.readEnvironment();
  return Object.fromEntries(
    ["PATH", "HOME", "DENO_DIR"].flatMap((name) =>
      all[name] === undefined ? [] : [[name, all[name]]]
    ),
  );
}

function bootOf(options: StartLinkOptions & { readonly host: string }): ServiceBoot {
  const { host, port, seed, config = {} } = options;
  const nowhere = "http://127.0.0.1:1";
  return {
    ...{ app: "link", cluster: "link", serverGroup: "link-v000", version: "own" },
    ...{ runId: "own", instanceId: "link-own", region: "local", zone: "-" },
    ...{ host, port, adminPort: port, home: "", dataDir: "", token: "" },
    ...{ fleetUrl: nowhere, registryUrl: "", kvUrl: nowhere, gatewayUrl: nowhere },
    ...{ telemetryUrl: "", seed, config: { ...config } },
  };
}

async function isHealthy(
  host: Host,
  { group, url }: { readonly group: SpawnedGroup; readonly url: string },
): Promise<boolean> {
  const http = host.createHttpClient();
  const deadlineMs = host.clock.monotonicMs() + START_TIMEOUT_MS;
  let isGone = false;
  void group.exited.then(() => isGone = true);
  try {
    while (!isGone && host.clock.monotonicMs() < deadlineMs) {
      if (await answers(http, `${url}/healthz`)) return true;
      await host.timer.sleep(ASK_AGAIN_MS);
    }
    return false;
  } finally {
    http.close();
  }
}

async function answers(http: ReturnType<Host["createHttpClient"]>, url: string): Promise<boolean> {
  try {
    const response = await http.send({ method: "GET", url });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function stop(host: Host, group: SpawnedGroup): Promise<void> {
  group.signal("SIGTERM");
  const cancel = host.timer.after(STOP_TIMEOUT_MS, () => void group.signal("SIGKILL"));
  await group.exited;
  cancel();
}

/** Reads what it prints, so that its pipes never fill; the last lines are kept for an error. */
function keepLines(group: SpawnedGroup): string[] {
  const kept: string[] = [];
  void (async () => {
    for await (const { text } of group.lines) {
      kept.push(text);
      if (kept.length > 20) kept.shift();
    }
  })();
  return kept;
}
