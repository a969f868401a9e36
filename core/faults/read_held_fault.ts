import type {
  FailPoint,
  FaultRenewal,
  HeldFault,
  InnerEffect,
  RequestEffect,
} from "../contracts/fault.ts";
import { NetopsError } from "../errors/netops_error.ts";
import {
  like,
  list,
  maybe,
  number,
  oneOf,
  type Shape,
  shaped,
  text,
  whole,
  wrongField,
} from "./wire_check.ts";

const DAY_MS = 86_400_000;

/** Complete by its type: a name that the contract gets must come here too. */
const POINTS: Readonly<Record<FailPoint, true>> = {
  ...{ kv: true, objects: true, names: true, events: true, cachecontrol: true },
  ...{ "store-read": true, "store-write": true, "registry-answer": true, "steering-rank": true },
};
const MODES: Readonly<Record<Extract<InnerEffect, { type: "fail-point" }>["mode"], true>> = {
  ...{ error: true, delay: true, full: true, "read-only": true },
  ...{ corrupt: true, stale: true, lie: true },
};

const RATIO = number(0, 1);
const DELAY_MS = number(0, 600_000);
const LEASE_MS = number(100, 600_000);

/** What a process, a link or a gateway can do; what fleet does to processes is not among it. */
const EFFECTS: Readonly<Record<(RequestEffect | InnerEffect)["type"], Shape>> = {
  delay: { delayMs: DELAY_MS, jitterMs: DELAY_MS },
  abort: { status: whole(200, 599) },
  "slow-body": { bytesPerSecond: whole(1, Infinity) },
  "content-type": { contentType: text(200) },
  "empty-body": {},
  "truncate-body": { keepBytes: whole(0, Infinity) },
  "block-event-loop": { blockMs: whole(1, 10_000), everyMs: whole(10, 60_000) },
  "skew-clock": { offsetMs: whole(-DAY_MS, DAY_MS) },
  "hog-memory": { sizeBytes: whole(1, 2 ** 32) },
  "fail-point": {
    ...{ point: oneOf(Object.keys(POINTS)), mode: oneOf(Object.keys(MODES)) },
    ...{ delayMs: DELAY_MS, ratio: RATIO },
  },
};

const MATCH: Shape = {
  methods: maybe(list(like(/^[A-Z]{1,20}$/), { least: 1, most: Infinity })),
  path: maybe(text(200)),
  header: maybe(shaped({ name: text(100), value: text(200) })),
  account: maybe(text(100)),
  accountRatio: maybe(RATIO),
  ratio: maybe(RATIO),
  firstCount: maybe(whole(1, 1_000_000)),
};

const HELD: Shape = {
  id: like(/^[\w.-]{1,80}$/),
  kind: text(60),
  effect: isEffect,
  match: shaped(MATCH),
  remainingMs: number(0, DAY_MS),
  leaseMs: LEASE_MS,
  seed: text(100),
  at: maybe(shaped({
    point: oneOf(["server", "client", "kv"]),
    app: maybe(text(100)),
    from: maybe(text(100)),
  })),
  cohort: maybe(shaped({
    id: like(/^[\w.-]{1,80}$/),
    share: number(Number.MIN_VALUE, 0.5),
    by: oneOf(["account", "request"]),
    seed: text(100),
  })),
};

const RENEWAL: Shape = {
  ids: list((id) => typeof id === "string", { least: 0, most: 10_000 }),
  leaseMs: LEASE_MS,
};

/**
 * Reads a fault that this process may hold, as the contract has it.
 *
 * By hand: zod in the reach of every process would cost each of them 2 MB and 10 ms at its start.
 * @throws {NetopsError} REQUEST_INVALID
 */
export function readHeldFault(value: unknown): HeldFault {
  return checked<HeldFault>(value, HELD);
}

/** Reads a renewal. @throws {NetopsError} REQUEST_INVALID */
export function readRenewal(value: unknown): FaultRenewal {
  return checked<FaultRenewal>(value, RENEWAL);
}

function checked<T>(value: unknown, shape: Shape): T {
  const wrong = wrongField(value, shape);
  if (wrong === undefined) return value as T;
  throw new NetopsError(
    "REQUEST_INVALID",
    `Cannot hold this fault: ${wrong} is not as it should be`,
  );
}

function isEffect(value: unknown): boolean {
  const { type } = (value ?? {}) as { readonly type?: keyof typeof EFFECTS };
  if (typeof type !== "string" || !Object.hasOwn(EFFECTS, type)) return false;
  return shaped({ ...EFFECTS[type], type: () => true })(value);
}
