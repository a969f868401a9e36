import { type EventLog, PRINCIPAL_HEADER, PrincipalSeal } from "@netops/core";
import type { LicensedTitle } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import { selfRegister, signInstance } from "@netops/core/service";
import { RecordingLogger } from "@netops/core/testing";
import { openEventLogAt } from "../harness/open_event_log.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";

const TOKEN = "test-token-test-token";
const host = createHost();
const seal = new PrincipalSeal(TOKEN);

/** Real registry, kv and events, and one or two instances of an app; the catalogue is the test's. */
export class TitlesRig implements AsyncDisposable {
  /** What catalog has; `publish` tells of a change. */
  titles: readonly LicensedTitle[] = [];
  /** Whether catalog answers. */
  isCatalogAway = false;
  log!: EventLog;
  readonly #stack = new AsyncDisposableStack();
  readonly #stopping = new AbortController();
  readonly #services = new Map<string, RunningService>();
  #registryUrl = "";
  #kvUrl = "";
  #home = "";

  /** Starts the ground and catalog; `apps` names what is tested: `search-1`. */
  static async start(
    titles: readonly LicensedTitle[],
    apps: readonly string[],
  ): Promise<TitlesRig> {
    const rig = new TitlesRig();
    rig.titles = titles;
    try {
      await rig.#begin();
      await Promise.all(apps.map((id) => rig.startInstance(id)));
      return rig;
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The process of an instance. */
  service(id: string): RunningService {
    const service = this.#services.get(id);
    if (service === undefined) throw new Error(`There is no ${id}`);
    return service;
  }

  /** Starts one of ours with its place in the registry; a second time with its old address. */
  async startInstance(id: string): Promise<void> {
    const app = id.split("-")[0] ?? "";
    const port = this.#services.get(id)?.boot.port ?? freePort();
    const service = await startService({
      entry: `server/${app}/main.ts`,
      boot: {
        ...{ app, instanceId: id, token: TOKEN, port, adminPort: port },
        ...{ home: this.#home, dataDir: `${this.#home}/data/${app}` },
        ...{ registryUrl: this.#registryUrl, kvUrl: this.#kvUrl },
      },
    });
    this.#services.set(id, service);
    this.#stack.use(service);
  }

  /** Asks an instance as an account of a country. */
  async get(
    id: string,
    path: string,
    who: { readonly account?: string; readonly country?: string } = {},
    // deno-lint-ignore no-explicit-any
  ): Promise<any> {
    const principal = { account: "anna", country: "DE", ...who };
    const headers = { [PRINCIPAL_HEADER]: seal.seal(principal) };
    const response = await fetch(this.service(id).url + path, { headers });
    const body = await response.json();
    if (!response.ok) throw new Error(`${id} answered ${response.status}: ${body.detail}`);
    return body;
  }

  /** Publishes a record. */
  async publish(topic: string, key: string, record: unknown): Promise<void> {
    const producer = this.log.producer();
    await producer.send({ topic, messages: [{ key, value: JSON.stringify(record) }] });
    await producer.close();
  }

  /** Ends everything and removes what was written. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#stack.disposeAsync();
  }

  async #begin(): Promise<void> {
    this.#home = await Deno.makeTempDir({ prefix: "netops-titles-" });
    this.#stack.defer(() => Deno.remove(this.#home, { recursive: true }));
    await Promise.all([this.startInstance("registry-1"), this.startInstance("kv-1")]);
    this.#registryUrl = this.service("registry-1").url;
    this.#kvUrl = this.service("kv-1").url;
    this.#serveCatalog();
    await this.startInstance("events-1");
    const client = openEventLogAt({ url: this.service("events-1").url, token: TOKEN });
    this.#stack.use(client);
    this.log = client.log;
  }

  #serveCatalog(): void {
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const isOurs = request.headers.get("authorization") === `Bearer ${TOKEN}`;
      if (!isOurs) return new Response(null, { status: 401 });
      if (this.isCatalogAway) return new Response(null, { status: 503 });
      return Response.json({ titles: this.titles });
    });
    const http = host.createHttpClient();
    const placed = { app: "catalog", cluster: "catalog", serverGroup: "catalog-v000" };
    const at = { version: "1", region: "local", zone: "-", host: "127.0.0.1" };
    const instance = { ...placed, ...at, port: server.addr.port, instanceId: "catalog-1" };
    const registered = selfRegister({
      registration: {
        ...instance,
        signature: signInstance(TOKEN, { ...instance, id: "catalog-1" }),
      },
      registryUrl: this.#registryUrl,
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
}

/** Waits until something holds; gives how long it took. */
export async function untilTrue(
  holds: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<number> {
  const startedMs = performance.now();
  while (!await holds()) {
    if (performance.now() - startedMs > withinMs) throw new Error("It did not come to pass");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - startedMs;
}
