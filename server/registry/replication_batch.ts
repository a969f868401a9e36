import { type InstanceDefaults, readInstance, readStatus } from "./instance_info.ts";
import type { CallOptions, ChangeOrigin, Registry } from "./registry.ts";

/** What a batch is read with, and where it comes from. */
export interface BatchOptions {
  readonly defaults: InstanceDefaults;
  readonly origin: ChangeOrigin;
}

/** The answer to one item of a batch. */
export interface BatchAnswer {
  readonly statusCode: number;
}

interface Item {
  readonly app: string;
  readonly id: string;
  readonly action: string;
  readonly status: unknown;
  readonly instanceInfo: unknown;
  readonly options: CallOptions;
}

/**
 * Applies what a peer replicates, item by item, and answers each in order; undefined when `body` is no
 * batch. A register always answers 200, as the stock server does.
 *
 * Source: eureka-core PeerReplicationResource.batchReplication.
 */
export function applyBatch(
  registry: Registry,
  body: unknown,
  options: BatchOptions,
): BatchAnswer[] | undefined {
  const list = (body as { replicationList?: unknown } | null)?.replicationList;
  if (!Array.isArray(list)) return undefined;
  return list.map((raw) => ({ statusCode: applyItem(registry, readItem(raw, options), options) }));
}

function readItem(raw: unknown, { origin }: BatchOptions): Item {
  const item = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  const dirty = Number(item.lastDirtyTimestamp ?? NaN);
  return {
    app: String(item.appName ?? "").toUpperCase(),
    id: String(item.id ?? ""),
    action: String(item.action ?? ""),
    status: item.status,
    instanceInfo: item.instanceInfo,
    options: {
      ...{ replicated: true, origin },
      ...(Number.isFinite(dirty) ? { lastDirtyAtMs: dirty } : {}),
    },
  };
}

function applyItem(registry: Registry, item: Item, { defaults }: BatchOptions): number {
  const { app, id, options } = item;
  const found = (done: boolean) => done ? 200 : 404;
  switch (item.action) {
    case "Register": {
      const reading = readInstance(item.instanceInfo, defaults);
      if (reading.ok) registry.register(reading.instance, options);
      return 200;
    }
    case "Heartbeat": {
      const renewal = registry.renew(app, id, options);
      return renewal === "stale" ? 409 : found(renewal === "renewed");
    }
    case "Cancel":
      return found(registry.cancel(app, id, options));
    case "StatusUpdate":
      return found(registry.override(item, readStatus(item.status), options));
    case "DeleteStatusOverride":
      return found(registry.clearOverride(item, readStatus(item.status), options));
    default:
      return 500;
  }
}
