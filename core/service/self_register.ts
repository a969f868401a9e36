import type { ServiceBoot } from "../contracts/service_boot.ts";
import type { HttpClient } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Timer } from "../ports/timer.ts";

/** What self-registration works with. */
export interface SelfRegisterOptions {
  readonly boot: ServiceBoot;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const RENEW_MS = 2_000;
const RETRY_MS = 250;

/**
 * Registers this process and renews its lease every 2 s; registers again when the registry forgot it.
 *
 * Ends when the signal aborts, and cancels the lease then. Never throws: a registry that is away is
 * tried again every 250 ms.
 */
export async function selfRegister(options: SelfRegisterOptions): Promise<void> {
  const { boot, timer, signal, logger } = options;
  let registered = false;
  while (!signal.aborted) {
    const status: number = registered ? await renew(options) : await register(options);
    const ok = status === 204 || status === 200;
    if (!registered && ok) logger.log("debug", "registered", { registry: boot.registryUrl });
    registered = registered ? status !== 404 : ok;
    if (registered || status !== 404) {
      await timer.sleep(registered ? RENEW_MS : RETRY_MS, signal).catch(() => undefined);
    }
  }
  if (registered) await request(options, "DELETE", instanceUrl(boot), AbortSignal.timeout(500));
}

function instanceUrl(boot: ServiceBoot): string {
  return `${boot.registryUrl}/eureka/apps/${boot.app.toUpperCase()}/${
    encodeURIComponent(boot.instanceId)
  }`;
}

function register(options: SelfRegisterOptions): Promise<number> {
  const { boot } = options;
  const url = `${boot.registryUrl}/eureka/apps/${boot.app.toUpperCase()}`;
  return request(options, "POST", url, options.signal, JSON.stringify(registrationOf(boot)));
}

function renew(options: SelfRegisterOptions): Promise<number> {
  return request(options, "PUT", instanceUrl(options.boot), options.signal);
}

async function request(
  options: SelfRegisterOptions,
  method: string,
  url: string,
  signal: AbortSignal,
  body: string | null = null,
): Promise<number> {
  try {
    const headers = body === null ? {} : { "content-type": "application/json" };
    const response = await options.http.send({ method, url, headers, body, signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    // The registry is away or we are stopping: 0 is "no answer", and the caller tries again.
    return 0;
  }
}

/** Who registers: an instance and its address. */
export interface Registration {
  readonly instanceId: string;
  readonly app: string;
  readonly cluster: string;
  readonly serverGroup: string;
  readonly version: string;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  readonly port: number;
}

/** The Eureka registration of an instance. Source: Eureka v2 REST API. */
export function registrationOf(boot: Registration): Record<string, unknown> {
  const { cluster, serverGroup, version, region, zone } = boot;
  return {
    instance: {
      instanceId: boot.instanceId,
      hostName: boot.host,
      app: boot.app.toUpperCase(),
      ipAddr: boot.host,
      vipAddress: boot.app,
      secureVipAddress: boot.app,
      status: "UP",
      port: { $: boot.port, "@enabled": "true" },
      securePort: { $: 443, "@enabled": "false" },
      countryId: 1,
      dataCenterInfo: {
        "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
        name: "MyOwn",
      },
      leaseInfo: { renewalIntervalInSecs: 2, durationInSecs: 6 },
      metadata: { cluster, serverGroup, version, region, zone },
    },
  };
}
