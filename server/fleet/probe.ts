import type { HttpClient, Timer } from "@netops/core";
import type { Group, Member } from "./model.ts";
import type { ProbeResult } from "./observe.ts";

const PROBE_TIMEOUT_MS = 1_000;

/** What probing works with. */
export interface ProbeOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
  /** Opens and closes a TCP connection; rejects when nobody listens. */
  connect(host: string, port: number): Promise<void>;
}

/** Asks an instance whether it is healthy: HTTP 2xx, or a TCP connection that opens. Never throws. */
export async function probeMember(
  group: Group,
  member: Member,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const { health } = group.manifest;
  try {
    if (health.kind === "tcp") {
      return await probeTcp(member, options);
    }
    return await probeHttp(options.http, `http://${member.host}:${member.adminPort}${health.path}`);
  } catch (error) {
    return { healthy: false, reason: reasonOf(error as Error, member) };
  }
}

/** Why there was no answer, in the words of whoever wrote the service. */
function reasonOf({ name, message }: Error, member: Member): string {
  if (name === "TimeoutError") return `no answer in ${PROBE_TIMEOUT_MS} ms`;
  return /refused/i.test(message) ? `nobody listens on its port ${member.port}` : message;
}

/** A backlog that is full neither opens nor refuses: the deadline decides. */
async function probeTcp(member: Member, options: ProbeOptions): Promise<ProbeResult> {
  const late = Promise.withResolvers<ProbeResult>();
  const reason = `no connection in ${PROBE_TIMEOUT_MS} ms`;
  const cancel = options.timer.after(
    PROBE_TIMEOUT_MS,
    () => late.resolve({ healthy: false, reason }),
  );
  const opened = options.connect(member.host, member.port)
    .then((): ProbeResult => ({ healthy: true }));
  // When it was late, how it ends after all is of no interest.
  opened.catch(() => undefined);
  try {
    return await Promise.race([opened, late.promise]);
  } finally {
    cancel();
  }
}

async function probeHttp(http: HttpClient, url: string): Promise<ProbeResult> {
  const response = await http.send({
    method: "GET",
    url,
    headers: { "user-agent": "netops-health", connection: "close" },
    signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.ok
    ? { healthy: true }
    : { healthy: false, reason: `health answered ${response.status}` };
}
