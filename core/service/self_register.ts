import type { Placement } from "../nouns/instance.ts";
import { formatTraceParent, type TraceContext } from "../nouns/trace_context.ts";
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
  /** The trace that a call is a part of: the first registration, a later one, or the cancel. */
  readonly traceOf?: (call: LeaseCall) => TraceContext | undefined;
}

/** What may change a lease. */
export type LeaseCall = "first" | "again" | "cancel";

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
  let wasRegistered = false;
  while (!signal.aborted) {
    attempted = true;
    const call = wasRegistered ? "again" : "first";
    const status: number = registered ? await renew(options) : await register(options, call);
    const ok = status === 204 || status === 200;
    if (!registered && ok) logger.log("debug", "registered", { registry: registryUrl });
    const forgotten: boolean = registered && status === 404;
    registered = registered ? !forgotten : ok;
    wasRegistered ||= registered;
    if (forgotten) continue;
    await timer.sleep(registered ? RENEW_MS : RETRY_MS, signal).catch(() => undefined);
  }
  // A registration that was cut short may have arrived, so it is cancelled, too.
  if (attempted) await cancelLease(options);
}

async function cancelLease(options: SelfRegisterOptions): Promise<void> {
  const late = new AbortController();
  const cancelTimer = options.timer.after(CANCEL_MS, () => late.abort());
  const url = instanceUrl(options);
  await request(options, "DELETE", { url, signal: late.signal, call: "cancel" });
  cancelTimer();
}

function instanceUrl(options: SelfRegisterOptions): string {
  return `${applicationUrl(options)}/${encodeURIComponent(options.registration.instanceId)}`;
}

function applicationUrl(options: SelfRegisterOptions): string {
  return `${options.registryUrl}/eureka/apps/${options.registration.app.toUpperCase()}`;
}

function register(options: SelfRegisterOptions, call: LeaseCall): Promise<number> {
  const body = JSON.stringify(registrationOf(options.registration));
  const { signal } = options;
  return request(options, "POST", { url: applicationUrl(options), signal, body, call });
}

function renew(options: SelfRegisterOptions): Promise<number> {
  return request(options, "PUT", { url: instanceUrl(options), signal: options.signal });
}

interface LeaseRequest {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly body?: string;
  readonly call?: LeaseCall;
}

async function request(
  { http, traceOf }: SelfRegisterOptions,
  method: string,
  options: LeaseRequest,
): Promise<number> {
  try {
    const { url, signal, body = null, call } = options;
    const trace = call === undefined ? undefined : traceOf?.(call);
    const headers = {
      ...(body === null ? {} : { "content-type": "application/json" }),
      ...(trace === undefined ? {} : { traceparent: formatTraceParent(trace) }),
    };
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
