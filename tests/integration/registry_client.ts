/** A small Eureka client for tests: registers, renews, registers again after a 404. */
export class TestClient {
  /** How often it had to register. */
  registrations = 0;
  readonly #url: string;
  readonly #id: string;
  readonly #app: string;
  #timer: ReturnType<typeof setInterval> | undefined;
  #beat: Promise<void> = Promise.resolve();

  /** Speaks for instance `id` of `app` at the registry of this address. */
  constructor(url: string, app: string, id: string) {
    this.#url = `${url}/eureka/apps/${app}`;
    this.#app = app;
    this.#id = id;
  }

  /** Registers, with a lease of 1 s, and fails when that is not answered 204. */
  async register(metadata: Readonly<Record<string, string>> = {}): Promise<void> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        instance: {
          instanceId: this.#id,
          hostName: "127.0.0.1",
          app: this.#app,
          ipAddr: "127.0.0.1",
          status: "UP",
          port: { $: 1, "@enabled": "true" },
          dataCenterInfo: { name: "MyOwn" },
          leaseInfo: { renewalIntervalInSecs: 0.2, durationInSecs: 1 },
          metadata,
        },
      }),
    });
    await response.body?.cancel();
    if (response.status !== 204) throw new Error(`Registered with ${response.status}`);
    this.registrations++;
  }

  /** Sends a heartbeat and answers the status; 0 when nobody answered. */
  async renew(): Promise<number> {
    try {
      const response = await fetch(`${this.#url}/${this.#id}`, { method: "PUT" });
      await response.body?.cancel();
      return response.status;
    } catch {
      // The registry is away: the next heartbeat tries again.
      return 0;
    }
  }

  /** Registers and renews every 200 ms until {@linkcode stop}. */
  async live(): Promise<void> {
    await this.register();
    this.#timer = setInterval(
      () => this.#beat = this.#beat.then(() => this.#renewOrRegister()),
      200,
    );
  }

  /** Stops to renew, as a crash would; resolves when nothing is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beat;
  }

  async #renewOrRegister(): Promise<void> {
    if (await this.renew() !== 404) return;
    await this.register().catch(() => undefined);
  }
}

/** Ids of everything registered, in order. */
export async function listedIds(url: string): Promise<string[]> {
  const response = await fetch(`${url}/v1/applications`);
  const document: { applications: { instances: { id: string }[] }[] } = await response.json();
  return document.applications.flatMap((app) => app.instances.map((one) => one.id)).sort();
}

/** Waits until `test` holds and answers how long it took, in ms. */
export async function until(
  what: string,
  limitMs: number,
  test: () => Promise<boolean>,
): Promise<number> {
  const startedAt = performance.now();
  while (!await test()) {
    if (performance.now() - startedAt > limitMs) {
      throw new Error(`Not within ${limitMs} ms: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startedAt;
}
