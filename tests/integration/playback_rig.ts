import { type EventLog, PRINCIPAL_HEADER, PrincipalSeal } from "@netops/core";
import { createHttpEventLog } from "@netops/core/clients";
import { createHost } from "@netops/core/host";
import { selfRegister, signInstance } from "@netops/core/service";
import { RecordingLogger } from "@netops/core/testing";
import { ORIGIN_APP } from "../../oca/origin/manifest.ts";
import { testPackage } from "../../server/catalog/catalog_fixture.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";

const OCA_SIDE = new Set(["origin", "cachecontrol", "steering", "appliance"]);
const TOKEN = "test-token-test-token";
const host = createHost();
const seal = new PrincipalSeal(TOKEN);

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
  readonly durationMs: number;
}

/** What a call says besides its path. */
export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a rig is made of. */
export interface PlaybackRigOptions {
  /** The config of billing. */
  readonly billing?: Readonly<Record<string, unknown>>;
  /** Origin, cachecontrol, steering and one OCA are real, too. */
  readonly whole?: boolean;
}

/**
 * Real kv, registry, events, and two each of catalog, billing and playback; origin and steering are in the
 * hands of the test unless the rig is whole.
 */
export class PlaybackRig implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();
  readonly #stopping = new AbortController();
  readonly services = new Map<string, RunningService>();
  registryUrl = "";
  kvUrl = "";
  /** Answers `POST /steer`; undefined hangs. */
  steer: () => Response | undefined = () => Response.json(RANKING);

  /** Starts everything and waits until the built-in titles are there. */
  static async start(options: PlaybackRigOptions = {}): Promise<PlaybackRig> {
    const rig = new PlaybackRig();
    try {
      await rig.#begin(options);
      return rig;
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The process of this instance. */
  service(id: string): RunningService {
    const service = this.services.get(id);
    if (service === undefined) throw new Error(`There is no ${id}`);
    return service;
  }

  /** Calls an instance as an account, in a country. */
  as(
    account: string,
    country = "DE",
  ): (id: string, path: string, options?: CallOptions) => Promise<Answer> {
    const headers = { [PRINCIPAL_HEADER]: seal.seal({ account, country }) };
    return (id, path, options = {}) =>
      this.#call(id, path, { ...options, headers: { ...headers, ...options.headers } });
  }

  /** Calls an instance as a process of the run. */
  run(id: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${TOKEN}`, ...options.headers };
    return this.#call(id, path, { ...options, headers });
  }

  /** Gives an account a subscription. */
  async subscribe(account: string, plan = "standard", card = "tok_ok"): Promise<Answer> {
    const body = { account, plan, country: "DE", card };
    return await this.run("billing-1", "/internal/subscriptions", { method: "POST", body });
  }

  /** The sum of a series over both instances of an app. */
  async metric(app: string, series: string): Promise<number> {
    let sum = 0;
    for (const id of [`${app}-1`, `${app}-2`]) {
      const response = await fetch(`${this.service(id).url}/metrics`);
      for (const line of (await response.text()).split("\n")) {
        if (line.startsWith(`${series} `)) sum += Number(line.slice(series.length + 1));
      }
    }
    return sum;
  }

  /** Opens the event log; `close` when producers and consumers are closed. */
  openLog(): { readonly log: EventLog; close(): void } {
    const http = host.createHttpClient();
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    const log = createHttpEventLog({
      clock: host.clock,
      timer: host.timer,
      rng: host.createRng(host.randomHex(8)),
      logger: new RecordingLogger(),
      clientId: "test",
      send: ({ method, path, body, signal }) =>
        http.send({
          ...{ method, signal, headers, body: body ?? null },
          url: `${this.service("events-1").url}${path}`,
        }),
    });
    return { log, close: () => http.close() };
  }

  /** Starts an instance in the place of one that is gone, with its address and data. */
  async restart(id: string): Promise<void> {
    const { boot } = this.service(id);
    await this.#start(id, { ...boot });
  }

  /** Ends everything and removes what was written. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#stack.disposeAsync();
  }

  async #begin(options: PlaybackRigOptions): Promise<void> {
    const home = await Deno.makeTempDir({ prefix: "netops-playback-" });
    this.#stack.defer(() => Deno.remove(home, { recursive: true }));
    await Promise.all([this.#start("kv-1", { home }), this.#start("registry-1", { home })]);
    this.kvUrl = this.service("kv-1").url;
    this.registryUrl = this.service("registry-1").url;
    const boots = options.whole ? this.#startOcaSide(home) : this.#fakeOcaSide();
    boots.push(this.#start("events-1", { home }));
    for (const app of ["catalog", "billing", "playback"]) {
      const config = app === "billing" ? options.billing ?? {} : {};
      boots.push(...[1, 2].map((at) => this.#start(`${app}-${at}`, { home, config })));
    }
    await Promise.all(boots);
  }

  #startOcaSide(home: string): Promise<void>[] {
    const routes = [{ prefix: "127.0.0.0/8", attachment: "embedded", asPathLength: 1, med: 0 }];
    const config = { site: "fra001", isp: "isp-a", routes };
    return [
      ...["origin-1", "cachecontrol-1", "steering-1"].map((id) => this.#start(id, { home })),
      this.#start("appliance-1", { home, config, app: "oca", adminPort: freePort() }),
    ];
  }

  #fakeOcaSide(): Promise<void>[] {
    this.#fake("origin", (request) => {
      if (new URL(request.url).pathname !== "/titles") return new Response(null, { status: 404 });
      const titles = ["night-signal", "harbour-lights", "colour-bars"].map((id) => testPackage(id));
      return Response.json({ titles });
    });
    this.#fake("steering", () => this.steer() ?? this.#silence());
    return [];
  }

  async #start(id: string, boot: Partial<RunningService["boot"]>): Promise<void> {
    const app = id.split("-")[0] ?? "";
    const house = OCA_SIDE.has(app) ? "oca" : "server";
    const service = await startService({
      entry: `${house}/${app}/main.ts`,
      startTimeoutMs: 60_000,
      ...(app === "origin" ? { permissions: originPermissions(boot.home ?? "") } : {}),
      boot: {
        dataDir: `${boot.home}/data/${app}`,
        registryUrl: this.registryUrl,
        kvUrl: this.kvUrl,
        token: TOKEN,
        instanceId: id,
        app,
        ...boot,
      },
    });
    this.services.set(id, service);
    this.#stack.use(service);
  }

  /** An app that the test answers for, registered as a process of this run would be. */
  #fake(app: string, handler: (request: Request) => Response | Promise<Response>): void {
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
    const http = host.createHttpClient();
    const placed = { app, cluster: app, serverGroup: `${app}-v000`, version: "test" };
    const at = { region: "local", zone: "-", host: "127.0.0.1", port: server.addr.port };
    const instance = { ...placed, ...at, instanceId: `${app}-1` };
    const signature = signInstance(TOKEN, { ...instance, id: instance.instanceId });
    const registered = selfRegister({
      registration: { ...instance, signature },
      registryUrl: this.registryUrl,
      http,
      timer: host.timer,
      logger: new RecordingLogger(),
      signal: this.#stopping.signal,
    });
    this.#stack.defer(async () => {
      await registered;
      http.close();
      await server.shutdown();
    });
  }

  /** Answers when the rig ends, as a server waits for its handlers. */
  #silence(): Promise<Response> {
    return new Promise((resolve) => {
      const end = () => resolve(new Response(null, { status: 503 }));
      this.#stopping.signal.addEventListener("abort", end, { once: true });
    });
  }

  async #call(id: string, path: string, options: CallOptions): Promise<Answer> {
    const { body, method = body === undefined ? "GET" : "POST", headers = {} } = options;
    const beganMs = performance.now();
    const response = await fetch(`${this.service(id).url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      body: text === "" ? undefined : JSON.parse(text),
      durationMs: performance.now() - beganMs,
    };
  }
}

function originPermissions(home: string): string[] {
  const { permissions } = ORIGIN_APP;
  const net = "--allow-net=127.0.0.0/8";
  return [...permissions, net, "--allow-read", `--allow-write=${home}`, "--no-prompt"];
}

/** What steering answers unless a test says otherwise. */
const RANKING = {
  ranked: [1, 2].map((rank) => ({
    oca: `c00${rank}.fra001.isp-a`,
    rank,
    url: `http://127.66.1.${rank}:8000`,
    reasons: ["longest prefix 127.0.0.0/16 (16 bits)"],
    site: "fra001",
    isp: "isp-a",
  })),
  rejected: [],
};
