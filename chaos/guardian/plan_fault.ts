import { NetopsError, type Rng, sha256Hex } from "@netops/core";
import type { FaultRequest, SparedInstance } from "@netops/core/contracts";
import { FAULT_KINDS, findFaultKind } from "../faults/catalogue.ts";
import type { FaultKind } from "../faults/fault_kind.ts";
import { type AdmissionLimits, admit, type Spared, wantedOf } from "./admission.ts";
import type { FaultPartRecord, FaultRecord, TargetRecord } from "./fault_record.ts";
import { fixOfRefusal } from "./fix_of_refusal.ts";
import { instancesOf, isUntouchable, namesOf, readTarget } from "./targets.ts";
import { refuseByDisk } from "./refusals.ts";
import type { PlatformFacts } from "./world.ts";

/** What planning a fault works with. */
export interface PlanOptions {
  readonly facts: PlatformFacts;
  /** Instances that open faults take away, also those that are gone. */
  readonly taken: readonly TargetRecord[];
  readonly limitsOf: (app: string, zone: string) => AdmissionLimits;
  readonly createRng: (seed: string) => Rng;
  readonly seed: string;
  readonly id: string;
  readonly runId: string;
  readonly nowMs: number;
  readonly os: string;
}

/** A fault that may be injected, and who is spared. */
export interface FaultPlan {
  readonly record: FaultRecord;
  readonly spared: readonly SparedInstance[];
}

const DEFAULT_LEASE_MS = 5_000;

/**
 * Plans a fault: its kind, its parameters, whom it hits. Pure, and the same for the same seed.
 *
 * @throws {NetopsError} REQUEST_INVALID for an unknown kind, target word or parameter; REFUSED by a guard.
 */
export function planFault(request: FaultRequest, options: PlanOptions): FaultPlan {
  const kind = requireKind(request.kind, options.os);
  const parameters = readParameters(kind, request.parameters);
  const { facts, seed } = options;
  const aimedAt = namedBy(request, kind, facts);
  const named = kind.carriedBy === "gateways" && aimedAt.length > 0
    ? facts.instances.filter(({ app, status }) => app === "gateway" && status === "UP")
    : aimedAt;
  const isCounted = request.count !== undefined || request.percent !== undefined;
  const hitsAll = kind.hitsAll === true;
  const admission = admit({
    named,
    wanted: wantedOf(named.length, { ...request, hitsAll }),
    takesAway: kind.takesAway,
    isAllOrNone: isCounted || hitsAll,
    isByName: request.target === named[0]?.id,
    rng: options.createRng(`${seed}/targets`),
  }, {
    instances: [...facts.instances, ...goneOf(options)],
    held: new Set(options.taken.map(({ id }) => id)),
    limitsOf: options.limitsOf,
    deploying: without(facts.deploying, request.duringDeployOf),
  });
  if (admission.refusal !== undefined) {
    throw refused(request, admission.refusal, {
      fix: named.length === 0 ? aimAt(facts) : fixOfRefusal(request, admission),
    });
  }
  if (kind.disk !== undefined) {
    const sizeBytes = Number(parameters[kind.disk]);
    const freeBytes = facts.freeDiskBytes;
    const targets = admission.hit.length;
    refuseByDisk(request, { parameter: kind.disk, sizeBytes, targets, freeBytes });
  }
  const parts = admission.hit.map((instance): FaultPartRecord => {
    const { id, app, serverGroup, zone, host, port, pid, adminUrl } = instance;
    const target = { id, app, serverGroup, zone, host, port, pid };
    return {
      target: adminUrl === undefined ? target : { ...target, adminUrl },
      part: kind.partOn(instance, parameters, aimedAt[0]?.app ?? ""),
    };
  });
  return {
    record: recordOf(request, { kind, parameters, parts, options }),
    spared: admission.spared.map(viewSpared),
  };
}

/** Instances that faults took away and that nobody names any more: their seats stand empty. */
function goneOf({ taken, facts }: PlanOptions) {
  const named = new Set(facts.instances.map(({ id }) => id));
  return taken.filter(({ id }) => !named.has(id))
    .map(({ id, serverGroup }) => ({ id, serverGroup, status: "DOWN" as const }));
}

/** What tells two plans apart: kind, parameters, targets in order, duration and seed. */
function planText(record: Omit<FaultRecord, "planHash">): string {
  const { kind, parameters, parts, durationMs, seed } = record;
  const targets = parts.map(({ target }) => target.id);
  return JSON.stringify({ kind, parameters, targets, durationMs, seed });
}

function recordOf(
  request: FaultRequest,
  { kind, parameters, parts, options }: {
    readonly kind: FaultKind;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly parts: readonly FaultPartRecord[];
    readonly options: PlanOptions;
  },
): FaultRecord {
  const { id, runId, nowMs, seed } = options;
  const { durationMs, experimentId, target: aim } = request;
  const record = {
    ...{ id, runId, kind: kind.kind, aim, parameters, parts, durationMs, seed },
    startedAtMs: nowMs,
    leaseMs: request.leaseMs ?? DEFAULT_LEASE_MS,
    takesAway: kind.takesAway,
    ...(experimentId === undefined ? {} : { experimentId }),
  };
  return { ...record, planHash: sha256Hex(planText(record)) };
}

function requireKind(name: string, os: string): FaultKind {
  const kind = findFaultKind(name);
  if (kind === undefined) {
    const near = kindsLike(name);
    throw new NetopsError("REQUEST_INVALID", `There is no fault "${name}"`, {
      fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops chaos list",
    });
  }
  if (kind.os.includes(os)) return kind;
  throw new NetopsError("REFUSED", `Cannot inject ${name} as this system is ${os}`, {
    fix: "netops chaos list, which says where each works",
  });
}

/** Kinds that share the beginning of a word with what was named; at most three. */
function kindsLike(name: string): readonly string[] {
  const beginnings = (text: string) => text.split("-").map((word) => word.slice(0, 4));
  const named = new Set(beginnings(name));
  return FAULT_KINDS.map(({ kind }) => kind)
    .filter((kind) => beginnings(kind).some((word) => named.has(word))).slice(0, 3);
}

function readParameters(
  kind: FaultKind,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const parsed = kind.parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join(".") ?? "";
  const where = place === "" ? "" : ` ${place}`;
  throw new NetopsError(
    "REQUEST_INVALID",
    `Cannot read the parameters of ${kind.kind}:${where} ${issue?.message ?? ""}`,
    { fix: `netops chaos show ${kind.kind}` },
  );
}

function namedBy(request: FaultRequest, kind: FaultKind, facts: PlatformFacts) {
  const target = readTarget(request.target);
  const isWord = (word: string) => (kind.targets as readonly string[]).includes(word);
  // No name has a colon: what does is a word that nobody knows.
  const isName = target.word === "name" && !request.target.includes(":");
  const fits = isName ? isWord("app") : isWord(target.word);
  if (!fits) {
    throw new NetopsError("REQUEST_INVALID", `Cannot aim ${kind.kind} at "${request.target}"`, {
      fix: `netops chaos inject ${kind.kind} --target ${aimsOf(kind).join(" or ")}`,
    });
  }
  const named = instancesOf(target, facts.instances);
  if (named.length === 0 && isUntouchable(target, facts.instances)) {
    throw refused(request, "faults are done and undone by it", { fix: aimAt(facts) });
  }
  if (kind.appliesTo === "any" || isDoneByGateways(request, kind)) return named;
  const ours = named.filter(({ adminUrl }) => adminUrl !== undefined);
  if (named.length > 0 && ours.length === 0) {
    const why = "only a process of netops itself can do that";
    throw new NetopsError("REFUSED", `Cannot inject ${kind.kind} on ${request.target}: ${why}`, {
      fix: "netops chaos list, which says what each applies to",
    });
  }
  return ours;
}

/** Calls of the gateways themselves fail there, whoever would answer them. */
function isDoneByGateways({ parameters }: FaultRequest, { carriedBy }: FaultKind): boolean {
  return carriedBy === "gateways" && parameters["from"] === "gateway";
}

/** What may stand after `--target`. */
function aimsOf({ targets }: FaultKind): readonly string[] {
  const isPlain = (word: string) => !["zone", "region", "link"].includes(word);
  const prefixed = targets.filter((word) => !isPlain(word)).map((word) => `${word}:NAME`);
  return targets.some(isPlain) ? ["APP", ...prefixed] : prefixed;
}

function refused({ kind, target }: FaultRequest, reason: string, { fix }: { fix: string }) {
  return new NetopsError("REFUSED", `Cannot inject ${kind} on ${target}: ${reason}`, { fix });
}

function aimAt({ instances }: PlatformFacts): string {
  return `aim at one of: ${namesOf(instances).join(" ")}`;
}

function viewSpared({ instance, reason }: Spared): SparedInstance {
  const { id, app, serverGroup, zone } = instance;
  return { instance: id, app, serverGroup, zone, reason };
}

function without(all: ReadonlySet<string>, some: readonly string[]): ReadonlySet<string> {
  return new Set([...all].filter((one) => !some.includes(one)));
}
