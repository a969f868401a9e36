import { INSTANCE_STATUSES, type InstanceStatus } from "@netops/core";
import {
  type DataCenterInfo,
  type EurekaInstance,
  type EurekaPort,
  TEXT_FIELDS,
  type TextField,
} from "./eureka_instance.ts";

/** The outcome of reading a body: an instance, or the reason why it is none. */
export type InstanceReading =
  | { readonly ok: true; readonly instance: EurekaInstance }
  | { readonly ok: false; readonly reason: string };

/** What is taken for fields that a client leaves out. */
export interface InstanceDefaults {
  readonly nowMs: number;
  readonly renewalIntervalSeconds: number;
  readonly durationSeconds: number;
}

type Raw = Readonly<Record<string, unknown>>;

const DEFAULT_CLASS = "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo";
const AMAZON_CLASS = "com.netflix.appinfo.AmazonInfo";
const LONGEST_LEASE_SECONDS = 86_400;
const HIGHEST_PORT = 65_535;
const NO_SID = ["na", "unknown"];

/**
 * Reads an instance from a decoded body, whatever client wrote it.
 *
 * Taken: with or without the root `instance`, ports as objects, numbers or text, `@enabled` as
 * boolean or text, no `@class`, no status (UP), no `lastDirtyTimestamp` (now), either spelling of
 * `overriddenStatus`. Refused, as by the stock server: no id, host name, address, application or
 * data centre.
 * Source: eureka-core ApplicationResource.addInstance, eureka-client EurekaJsonJacksonCodec.
 */
export function readInstance(body: unknown, defaults: InstanceDefaults): InstanceReading {
  const raw = asRaw(asRaw(body)?.instance) ?? asRaw(body);
  if (raw === undefined) return refuse("Cannot find an instance in the body");
  const center = asRaw(raw.dataCenterInfo);
  const hostName = textOf(raw.hostName);
  const id = textOf(raw.instanceId) ?? textOf(asRaw(center?.metadata)?.["instance-id"]) ?? hostName;
  if (id === undefined) return refuse("Missing instanceId");
  if (hostName === undefined) return refuse("Missing hostname");
  const ipAddr = textOf(raw.ipAddr);
  if (ipAddr === undefined) return refuse("Missing ip address");
  const app = textOf(raw.app);
  if (app === undefined) return refuse("Missing appName");
  if (center === undefined) return refuse("Missing dataCenterInfo");
  if (textOf(center.name) === undefined) return refuse("Missing dataCenterInfo Name");
  const port = readPort(raw.port, { number: 7001, enabled: true });
  const securePort = readPort(raw.securePort, { number: 7002, enabled: false });
  if (port === undefined || securePort === undefined) return refuse("Invalid port");
  return {
    ok: true,
    instance: {
      instanceId: id,
      hostName,
      app: app.toUpperCase(),
      ipAddr,
      port,
      securePort,
      dataCenterInfo: readDataCenter(center),
      ...readRest(raw, defaults),
    },
  };
}

/** Reads a status as the Java enum does: what is no status is UNKNOWN. */
export function readStatus(value: unknown): InstanceStatus {
  const text = textOf(value)?.toUpperCase();
  return INSTANCE_STATUSES.find((status) => status === text) ?? "UNKNOWN";
}

type Rest = Omit<
  EurekaInstance,
  "instanceId" | "hostName" | "app" | "ipAddr" | "port" | "securePort" | "dataCenterInfo"
>;

function readRest(raw: Raw, defaults: InstanceDefaults): Rest {
  const lease = asRaw(raw.leaseInfo) ?? {};
  const sid = textOf(raw.sid);
  const texts: Partial<Record<TextField, string>> = {};
  for (const field of TEXT_FIELDS) {
    const text = textOf(raw[field]);
    if (text !== undefined) texts[field] = text;
  }
  return {
    sid: sid === undefined || NO_SID.includes(sid) ? undefined : sid,
    status: raw.status === undefined ? "UP" : readStatus(raw.status),
    overriddenStatus: readStatus(raw.overriddenStatus ?? raw.overriddenstatus),
    countryId: numberOf(raw.countryId) ?? 1,
    renewalIntervalSeconds: seconds(lease.renewalIntervalInSecs, defaults.renewalIntervalSeconds),
    durationSeconds: seconds(lease.durationInSecs, defaults.durationSeconds),
    metadata: readTextMap(raw.metadata) ?? {},
    texts,
    isCoordinatingDiscoveryServer: textOf(raw.isCoordinatingDiscoveryServer) === "true",
    lastUpdatedAtMs: numberOf(raw.lastUpdatedTimestamp) ?? defaults.nowMs,
    lastDirtyAtMs: numberOf(raw.lastDirtyTimestamp) ?? defaults.nowMs,
  };
}

function readDataCenter(raw: Raw): DataCenterInfo {
  const name = textOf(raw.name) ?? "MyOwn";
  return {
    className: textOf(raw["@class"]) ?? (name === "Amazon" ? AMAZON_CLASS : DEFAULT_CLASS),
    name,
    metadata: readTextMap(raw.metadata),
  };
}

function readPort(value: unknown, fallback: EurekaPort): EurekaPort | undefined {
  if (value === undefined || value === null) return fallback;
  const raw = asRaw(value);
  const number = numberOf(raw === undefined ? value : raw.$);
  if (number === undefined || !Number.isInteger(number)) return undefined;
  if (number < 0 || number > HIGHEST_PORT) return undefined;
  const enabled = textOf(raw?.["@enabled"]);
  return { number, enabled: enabled === undefined ? true : enabled.toLowerCase() === "true" };
}

function readTextMap(value: unknown): Record<string, string> | undefined {
  const raw = asRaw(value);
  if (raw === undefined) return undefined;
  const entries = Object.entries(raw)
    .filter(([key]) => key !== "@class")
    .map(([key, entry]) => [key, plainText(entry)] as const)
    .filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

function seconds(value: unknown, fallback: number): number {
  const number = numberOf(value);
  return number === undefined || number <= 0 ? fallback : Math.min(number, LONGEST_LEASE_SECONDS);
}

function refuse(reason: string): InstanceReading {
  return { ok: false, reason };
}

function asRaw(value: unknown): Raw | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Raw
    : undefined;
}

function plainText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
}

function textOf(value: unknown): string | undefined {
  const text = plainText(value)?.trim();
  return text === "" ? undefined : text;
}

function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  const number = text === undefined ? NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
