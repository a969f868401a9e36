import { type FaultPartRecord, type FaultRecord, isOpen } from "@netops/chaos/guardian";
import { type HttpClient, NetopsError, type Timer } from "@netops/core";
import type { OfflineScene } from "./offline_scene.ts";

/** What undoing without the guardian works with. */
export interface ByHandOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly fleetUrl: string;
  readonly toxiproxyUrl: string;
  readonly token: string;
}

/** A side looks at its leases at least this often. */
const LAPSE_MS = 1_000;

/** Whoever lives answers at once; who hangs must not hold up the others. */
const ANSWER_MS = 1_500;

/**
 * Tells every side that the journal names to let go of its open faults; answers the ids of faults that
 * no side holds any more, as far as sides can be asked.
 */
export async function undoByHand(
  { journal }: Pick<OfflineScene, "journal">,
  options: ByHandOptions,
): Promise<readonly string[]> {
  const open = journal.faults.filter(isOpen).map(({ record }) => record);
  const undone = await Promise.all(open.map(async (record) => {
    const parts = await Promise.all(record.parts.map((part) => letGo(record, part, options)));
    return parts.every((isGone) => isGone) ? [record.id] : [];
  }));
  return undone.flat();
}

/** Whether a side let go, or is not there any more, or its lease is over: nobody renews it now. */
async function letGo(
  fault: FaultRecord,
  part: FaultPartRecord,
  options: ByHandOptions,
): Promise<boolean> {
  if (await tell(fault, part, options)) return true;
  if (part.part.side === "toxic") return false;
  await options.timer.sleep(fault.leaseMs + LAPSE_MS);
  return true;
}

async function tell(
  { id }: FaultRecord,
  { target, part }: FaultPartRecord,
  options: ByHandOptions,
): Promise<boolean> {
  const { fleetUrl, toxiproxyUrl } = options;
  const unlink = { ...options, body: { from: `${target.host}:${target.port}` } };
  switch (part.side) {
    case "fleet":
      // What it did to processes is seen on them; a fleet that hangs ends the rest when it goes on.
      await call("DELETE", `${fleetUrl}/v1/faults/${id}/${target.id}`, options);
      return true;
    case "service":
      return await call("DELETE", `${target.adminUrl ?? ""}/faults/${id}`, options);
    case "link":
      return await call("PUT", `${fleetUrl}/v1/links`, unlink);
    case "toxic": {
      // A toxic has no lease, only an end.
      const toxics = `${toxiproxyUrl}/proxies/netops-${target.id}/toxics`;
      const removals = part.toxics.map((_toxic, index) =>
        call("DELETE", `${toxics}/${id}-${index}`, options)
      );
      const isUnlinked = await call("PUT", `${fleetUrl}/v1/links`, unlink);
      return (await Promise.all(removals)).every((isGone) => isGone) || isUnlinked;
    }
    case "job":
      // Its processes are found by their environment.
      return true;
  }
}

async function call(
  method: string,
  url: string,
  { http, timer, token, body }: ByHandOptions & { readonly body?: unknown },
): Promise<boolean> {
  const late = new AbortController();
  const cancel = timer.after(ANSWER_MS, () => late.abort());
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    const response = await http.send({ method, url, headers, ...sent, signal: late.signal });
    await response.body?.cancel();
    return response.ok || response.status === 404;
  } catch (thrown) {
    // Where nobody listens nobody holds anything.
    return thrown instanceof NetopsError && thrown.code === "UNREACHABLE" &&
      thrown.details["phase"] === "connect";
  } finally {
    cancel();
  }
}
