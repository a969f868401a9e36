import { NetopsError } from "../errors/netops_error.ts";

/** The parts of a server group's or cluster's name. */
export interface ServerGroupName {
  readonly app: string;
  readonly stack: string | null;
  readonly detail: string | null;
  /** The push number, 0 to 999; null for a cluster or a group from before numbering. */
  readonly sequence: number | null;
}

/** A group that exists already: its name, and when it was made. */
export interface TakenServerGroup {
  readonly name: string;
  readonly createdAtMs?: number;
}

const PART_PATTERN = /^[a-zA-Z0-9._~^]+$/;
const DETAIL_PATTERN = /^[-a-zA-Z0-9._~^]+$/;
const SEQUENCE_PATTERN = /^(.*)-v(\d{3,6})$/s;
const SEQUENCE_COUNT = 1000;

/**
 * Prints `app[-stack[-detail]][-vNNN]`; an empty stack before a detail leaves two hyphens.
 *
 * Application and stack are letters, digits and `._~^`; a detail may hold hyphens, too.
 *
 * @throws {NetopsError} REQUEST_INVALID when a part has other characters or the sequence is not 0 to 999.
 * Source: Netflix Frigga naming.
 */
export function formatServerGroupName(name: ServerGroupName): string {
  const { app, sequence } = name;
  const stack = name.stack ?? "";
  const detail = name.detail ?? "";
  checkPart("application", app, PART_PATTERN);
  if (stack !== "") checkPart("stack", stack, PART_PATTERN);
  if (detail !== "") checkPart("detail", detail, DETAIL_PATTERN);
  const cluster = [app, ...(stack || detail ? [stack] : []), ...(detail ? [detail] : [])].join("-");
  return sequence === null ? cluster : `${cluster}-v${formatSequence(sequence)}`;
}

function checkPart(what: string, text: string, pattern: RegExp): void {
  if (pattern.test(text)) return;
  const allowed = `letters, digits and ".", "_", "~", "^"`;
  const message = `Cannot use "${text}" as ${what} in the name of a server group: only ${allowed}`;
  throw new NetopsError("REQUEST_INVALID", message);
}

function formatSequence(sequence: number): string {
  if (Number.isInteger(sequence) && sequence >= 0 && sequence < SEQUENCE_COUNT) {
    return String(sequence).padStart(3, "0");
  }
  const message = `Cannot use the sequence ${sequence}: it must be a whole number from 0 to 999`;
  throw new NetopsError("REQUEST_INVALID", message);
}

/** Takes a server group's or cluster's name apart; undefined when it is no such name. */
export function parseServerGroupName(
  text: string,
): ServerGroupName & { readonly cluster: string } | undefined {
  const numbered = SEQUENCE_PATTERN.exec(text);
  const cluster = numbered?.[1] ?? text;
  const sequence = numbered?.[2] === undefined ? null : Number(numbered[2]);
  const [app = "", stack = "", ...rest] = cluster.split("-");
  const detail = rest.join("-");
  const valid = PART_PATTERN.test(app) && (stack === "" || PART_PATTERN.test(stack)) &&
    (detail === "" || DETAIL_PATTERN.test(detail));
  return valid
    ? { cluster, app, stack: stack || null, detail: detail || null, sequence }
    : undefined;
}

/**
 * Names the next server group of a cluster: one above the newest, wrapping from v999 to v000, and
 * past every number that is taken.
 *
 * The newest is the one made last; without times, the one with the highest number. One without a
 * number counts as 0. Groups of other clusters do not count.
 *
 * @throws {NetopsError} CONFLICT when all 1,000 numbers are taken.
 * Source: clouddriver AbstractServerGroupNameResolver.
 */
export function nextServerGroupName(
  cluster: Omit<ServerGroupName, "sequence">,
  taken: readonly TakenServerGroup[],
): string {
  const own = formatServerGroupName({ ...cluster, sequence: null });
  const peers = taken.flatMap(({ name, createdAtMs = 0 }) => {
    const parsed = parseServerGroupName(name);
    return parsed?.cluster === own ? [{ sequence: parsed.sequence, createdAtMs }] : [];
  });
  const used = new Set(peers.map((peer) => peer.sequence));
  const first = peers.length === 0 ? 0 : newestSequence(peers) + 1;
  for (let step = 0; step < SEQUENCE_COUNT; step++) {
    const sequence = (first + step) % SEQUENCE_COUNT;
    if (!used.has(sequence)) return formatServerGroupName({ ...cluster, sequence });
  }
  throw new NetopsError(
    "CONFLICT",
    `Cannot name a server group of ${own} as all numbers are taken`,
  );
}

interface Peer {
  readonly sequence: number | null;
  readonly createdAtMs: number;
}

function newestSequence(peers: readonly Peer[]): number {
  const newest = peers.reduce((best, peer) => {
    const laterMs = peer.createdAtMs - best.createdAtMs;
    const isNewer = laterMs > 0 || laterMs === 0 && (peer.sequence ?? 0) > (best.sequence ?? 0);
    return isNewer ? peer : best;
  });
  return newest.sequence ?? 0;
}
