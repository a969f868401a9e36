import { FakeTimer } from "@netops/core/testing";
import { createRegistryHandler } from "./app.ts";
import type { EurekaInstance } from "./eureka_instance.ts";
import { readInstance } from "./instance_info.ts";
import { readProfile } from "./profile.ts";
import { Registry } from "./registry.ts";
import type { RegistryApp } from "./registry_app.ts";
import { ResponseCache } from "./response_cache.ts";
import { WatchHub } from "./watch_hub.ts";

/** The wall time at which tests begin, in ms. */
export const START_MS = 1_700_000_000_000;

/** A plain instance for tests, as a client would register it. */
export function instanceBody(overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    instance: {
      instanceId: "h1:hello:8080",
      hostName: "h1",
      app: "HELLO",
      ipAddr: "127.0.0.1",
      status: "UP",
      vipAddress: "hello",
      port: { $: 8080, "@enabled": "true" },
      securePort: { $: 443, "@enabled": "false" },
      countryId: 1,
      dataCenterInfo: {
        "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
        name: "MyOwn",
      },
      leaseInfo: { renewalIntervalInSecs: 2, durationInSecs: 6 },
      lastDirtyTimestamp: String(START_MS),
      ...overrides,
    },
  };
}

/** The same, read. */
export function makeInstance(overrides: Readonly<Record<string, unknown>> = {}): EurekaInstance {
  const reading = readInstance(instanceBody(overrides), {
    nowMs: START_MS,
    renewalIntervalSeconds: 2,
    durationSeconds: 6,
  });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.instance;
}

/** A registry with everything around it, on a clock that a test moves. */
export class RegistryWorld implements RegistryApp {
  readonly timer = new FakeTimer();
  readonly clock = this.timer.clock;
  readonly registry: Registry;
  readonly cache: ResponseCache;
  readonly watch: WatchHub;
  readonly #handle: ReturnType<typeof createRegistryHandler>;

  /** Makes an empty world with these options of the boot document. */
  constructor(config: Readonly<Record<string, unknown>> = {}) {
    this.registry = new Registry(this.clock, readProfile(config));
    this.cache = new ResponseCache(this.registry, this.clock);
    this.watch = new WatchHub(this.registry, this.timer);
    this.#handle = createRegistryHandler(this);
  }

  /** Sends one request through the handler. */
  async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const request = new Request(`http://127.0.0.1:7072${path}`, { ...init, method });
    return await this.#handle(request, { hostname: "127.0.0.1", port: 1 });
  }

  /** Registers an instance over the wire and answers the status. */
  async post(overrides: Readonly<Record<string, unknown>> = {}): Promise<number> {
    const body = instanceBody(overrides);
    const response = await this.send("POST", `/eureka/apps/${body.instance.app}`, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    return response.status;
  }

  /** Fetches JSON. */
  // deno-lint-ignore no-explicit-any
  async json(path: string, headers: Record<string, string> = {}): Promise<any> {
    const response = await this.send("GET", path, {
      headers: { accept: "application/json", ...headers },
    });
    return await response.json();
  }

  /** Lets time pass in eviction intervals, with the tick of each. */
  pass(durationMs: number): void {
    const stepMs = this.registry.profile.evictionIntervalMs;
    for (let passed = 0; passed < durationMs; passed += stepMs) {
      this.clock.advance(stepMs);
      this.registry.tick();
    }
  }
}
