import { signTitleUrl, TitleKeys } from "@netops/core";
import type { TitlePackage } from "@netops/core/contracts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";
import { type MadeTitle, makeTitle, startTestOrigin, type TestOrigin } from "./oca_origin.ts";

export const TOKEN = "test-token-test-token";

/** What a rig is made of. */
export interface OcaRigOptions {
  readonly titles?: readonly MadeTitle[];
  readonly cachecontrols?: number;
}

/** How one OCA of a rig differs. */
export interface RigOcaOptions {
  readonly id?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly home?: string;
  readonly port?: number;
  readonly region?: string;
  /** SIGKILL after so long without health, and a rejection. */
  readonly startTimeoutMs?: number;
}

/** Registry, kv, cachecontrols and an origin, as far as OCAs need them. */
export interface OcaRig {
  readonly registry: RunningService;
  readonly kv: RunningService;
  readonly origin: TestOrigin;
  readonly cachecontrols: RunningService[];
  startCachecontrol(id: string): Promise<RunningService>;
  /** A folder that outlives the OCAs that are started after it. */
  makeHome(): Promise<string>;
  startOca(options?: RigOcaOptions): Promise<RunningService>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts everything around an OCA. */
export async function startOcaRig(options: OcaRigOptions = {}): Promise<OcaRig> {
  const stack = new AsyncDisposableStack();
  try {
    const registry = stack.use(await startService({ entry: "server/registry/main.ts" }));
    const kv = stack.use(await startService({ entry: "server/kv/main.ts" }));
    const titles = options.titles ?? [await makeTitle("night-signal")];
    const registryUrl = registry.url;
    const origin = stack.use(await startTestOrigin({ token: TOKEN, registryUrl, titles }));
    const common = {
      registryUrl,
      token: TOKEN,
      kvUrl: kv.url,
      gatewayUrl: "http://127.0.0.1:7070",
    };
    const startCachecontrol = async (instanceId: string) =>
      stack.use(
        await startService({
          entry: "oca/cachecontrol/main.ts",
          boot: { ...common, instanceId, app: "cachecontrol", region: "eu" },
        }),
      );
    const cachecontrols = await Promise.all(
      Array.from({ length: options.cachecontrols ?? 1 }, (_, at) => startCachecontrol(`cc-${at}`)),
    );
    const startOca = async (oca: RigOcaOptions = {}) => {
      const port = oca.port ?? freePort();
      return stack.use(
        await startService({
          entry: "oca/appliance/main.ts",
          ...(oca.startTimeoutMs === undefined ? {} : { startTimeoutMs: oca.startTimeoutMs }),
          boot: {
            ...{ ...common, app: "oca", port, adminPort: freePort(), region: oca.region ?? "eu" },
            instanceId: oca.id ?? "c001.fra001.isp-a",
            config: { site: "fra001", isp: "isp-a", routes: [], ...oca.config },
            ...(oca.home === undefined ? {} : { home: oca.home, dataDir: `${oca.home}/oca` }),
          },
        }),
      );
    };
    const makeHome = async () => {
      const home = await Deno.makeTempDir({ prefix: "netops-oca-" });
      stack.defer(() => Deno.remove(home, { recursive: true }));
      return home;
    };
    return {
      ...{ registry, kv, origin, cachecontrols, startCachecontrol, makeHome, startOca },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (thrown) {
    await stack.disposeAsync();
    throw thrown;
  }
}

/** The query that opens a title for an hour. */
export function queryOf({ titleId, version }: TitlePackage, clientIp = "127.0.0.1"): string {
  const nowMs = Date.now();
  return signTitleUrl(new TitleKeys(TOKEN), {
    ...{ titleId, version, clientIp, nowMs, expiresAtS: nowMs / 1_000 + 3_600 },
  });
}

/** The signed address of a file on an OCA. */
export function urlOf(oca: RunningService, title: TitlePackage, path: string): string {
  return `${oca.url}/${title.titleId}/${title.version}/${path}?${queryOf(title)}`;
}

/** Calls something inside with the run's token and reads the JSON. */
export async function inside<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${TOKEN}` },
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return await response.json();
}

/** Waits until something holds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!await holds()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
