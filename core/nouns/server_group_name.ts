import { NetopsError } from "../errors/netops_error.ts";

/** The parts of a server group's or cluster's name. */
export interface ServerGroupName {
  readonly app: string;
  readonly stack: string | null;
  readonly detail: string | null;
  /** The push number, 0 to 999; null for a cluster or a group from before numbering. */
  readonly sequence: number | null;
}

const APP_PATTERN = /^[a-zA-Z0-9._]+$/;
const SEQUENCE_PATTERN = /^(.*)-v(\d{3,})$/;
const SEQUENCE_COUNT = 1000;

/**
 * Prints `app[-stack[-detail]][-vNNN]`; an empty stack before a detail leaves two hyphens.
 *
 * @throws {NetopsError} REQUEST_INVALID when the application is not letters, digits, dots, underscores.
 * Source: Netflix Frigga naming.
 */
export function formatServerGroupName(name: ServerGroupName): string {
  if (!APP_PATTERN.test(name.app)) {
    throw new NetopsError(
      "REQUEST_INVALID",
      `Cannot name a server group of "${name.app}" as an application is letters, digits, "." and "_"`,
    );
  }
  let text = name.app;
  if (name.stack || name.detail) text += `-${name.stack ?? ""}`;
  if (name.detail) text += `-${name.detail}`;
  if (name.sequence !== null) text += `-v${String(name.sequence).padStart(3, "0")}`;
  return text;
}

/** Parses a server group's name; what is left out is null. Never fails: the first part is the application. */
export function parseServerGroupName(text: string): ServerGroupName & { readonly cluster: string } {
  const numbered = SEQUENCE_PATTERN.exec(text);
  const cluster = numbered?.[1] ?? text;
  const sequence = numbered?.[2] === undefined ? null : Number(numbered[2]);
  const [app = "", stack = "", ...detail] = cluster.split("-");
  return { cluster, app, stack: stack || null, detail: detail.join("-") || null, sequence };
}

/** A group that exists already: its name, and when it was made. */
export interface TakenServerGroup {
  readonly name: string;
  readonly createdAtMs?: number;
}

/**
 * Names the next server group of a cluster: one above the newest, wrapping from v999 to v000, and
 * past every number that is taken.
 *
 * The newest is the one made last; without times, the one with the highest number.
 * Source: clouddriver AbstractServerGroupNameResolver.
 */
export function nextServerGroupName(
  cluster: Omit<ServerGroupName, "sequence">,
  taken: readonly TakenServerGroup[],
): string {
  const own = formatServerGroupName({ ...cluster, sequence: null });
  const peers = taken.map((group) => ({ group, parsed: parseServerGroupName(group.name) }))
    .filter((peer) => peer.parsed.cluster === own);
  const newest = peers.reduce<typeof peers[number] | undefined>((best, peer) => {
    if (best === undefined) return peer;
    const byTime = (peer.group.createdAtMs ?? 0) - (best.group.createdAtMs ?? 0);
    return byTime > 0 || byTime === 0 && (peer.parsed.sequence ?? 0) > (best.parsed.sequence ?? 0)
      ? peer
      : best;
  }, undefined);
  const used = new Set(peers.map((peer) => peer.parsed.sequence));
  let sequence = newest === undefined ? 0 : ((newest.parsed.sequence ?? 0) + 1) % SEQUENCE_COUNT;
  for (let tries = 0; used.has(sequence) && tries < SEQUENCE_COUNT; tries++) {
    sequence = (sequence + 1) % SEQUENCE_COUNT;
  }
  return formatServerGroupName({ ...cluster, sequence });
}
