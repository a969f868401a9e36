import type { Placement } from "../nouns/instance.ts";
import type { HttpClient } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Timer } from "../ports/timer.ts";

/** What self-registration works with. */
export interface SelfRegisterOptions {
  readonly registration: Registration;
  readonly registryUrl: string;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const RENEW_MS = 2_000;
const RETRY_MS = 250;
const CANCEL_MS = 500;

/**
 * Registers an instance and renews its lease every 2 s; registers again when the registry forgot it.
 *
 * Ends when the signal aborts, and cancels the lease then. Never throws: a registry that is away is
 * tried again every 250 ms.
 */
export async function selfRegister(options: SelfRegisterOptions): Promise<void> {
  const { registryUrl, timer, signal, logger } = options;
  let registered = false;
  let attempted = false;
  while (!signal.aborted) {
    attempted = true;
    const status: number = registered ? await renew(options) : await register(options);
    const ok = status === 204 || status === 200;
    if (!registered && ok) logger.log("debug", "registered", { registry: registryUrl });
    const forgotten: boolean = registered && status === 404;
    registered = registered ? !forgotten : ok;
    if (forgotten) continue;
    await timer.sleep(registered ? RENEW_MS : RETRY_MS, signal).catch(() => undefined);
  }
  // A registration that was cut short may have arrived, so it is cancelled, too.
  if (attempted) await cancelLease(options);
}

async function cancelLease(options: SelfRegisterOptions): Promise<void> {
  const late = new AbortController();
  const cancelTimer = options.timer.after(CANCEL_MS, () => late.abort());
  await request(options, "DELETE", { url: instanceUrl(options), signal: late.signal });
  cancelTimer();
}

function instanceUrl(options: SelfRegisterOptions): string {
  return `${applicationUrl(options)}/${encodeURIComponent(options.registration.instanceId)}`;
}

function applicationUrl(options: SelfRegisterOptions): string {
  return `${options.registryUrl}/eureka/apps/${options.registration.app.toUpperCase()}`;
}

function register(options: SelfRegisterOptions): Promise<number> {
  const body = JSON.stringify(registrationOf(options.registration));
  return request(options, "POST", { url: applicationUrl(options), signal: options.signal, body });
}

function renew(options: SelfRegisterOptions): Promise<number> {
  return request(options, "PUT", { url: instanceUrl(options), signal: options.signal });
}

async function request(
  { http }: SelfRegisterOptions,
  method: string,
  options: { readonly url: string; readonly signal: AbortSignal; readonly body?: string },
): Promise<number> {
  try {
    const { url, signal, body = null } = options;
    const headers = body === null ? {} : { "content-type": "application/json" };
    const response = await http.send({ method, url, headers, body, signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    // The registry is away or we are stopping: 0 is "no answer", and the caller tries again.
    return 0;
  }
}

/** Who registers: an instance and its address. */
export interface Registration extends Placement {
  readonly instanceId: string;
  /** Says who started it, for gateways that route to nobody else: `signInstance`. */
  readonly signature?: string;
}

/** The Eureka registration of an instance. Source: Eureka v2 REST API. */
export function registrationOf(instance: Registration): Record<string, unknown> {
  const { cluster, serverGroup, version, region, zone, signature } = instance;
  return {
    instance: {
      instanceId: instance.instanceId,
      hostName: instance.host,
      app: instance.app.toUpperCase(),
      ipAddr: instance.host,
      vipAddress: instance.app,
      secureVipAddress: instance.app,
      status: "UP",
      port: { $: instance.port, "@enabled": "true" },
      securePort: { $: 443, "@enabled": "false" },
      countryId: 1,
      dataCenterInfo: {
        "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
        name: "MyOwn",
      },
      leaseInfo: { renewalIntervalInSecs: 2, durationInSecs: 6 },
      metadata: { cluster, serverGroup, version, region, zone, ...(signature && { signature }) },
    },
  };
}
