import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import { INSTANCE_STATUSES, type InstanceStatus } from "../nouns/instance_status.ts";
import type { InstanceChange } from "./instance_cache.ts";

/** What a full or delta answer of a Eureka server says. */
export interface EurekaApplications {
  readonly hashCode: string;
  readonly changes: readonly InstanceChange[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the JSON of `GET /eureka/apps` or `/eureka/apps/delta`; undefined when it is neither.
 *
 * As lenient as real servers need: one object instead of an array, a bare port, names in any case.
 * Source: Eureka v2 REST API, legacy Jackson codec.
 */
export function readEurekaApplications(body: unknown): EurekaApplications | undefined {
  const applications = isObject(body) ? body.applications : undefined;
  if (!isObject(applications)) return undefined;
  const changes = listOf(applications.application).flatMap((application) =>
    listOf(application.instance).flatMap((instance) => {
      const read = readInstance(instance, textOf(application.name));
      return read === undefined ? [] : [{ action: actionOf(instance), instance: read }];
    })
  );
  return { hashCode: textOf(applications.apps__hashcode), changes };
}

function readInstance(instance: Json, applicationName: string): RegisteredInstance | undefined {
  const app = (textOf(instance.app) || applicationName).toLowerCase();
  const id = textOf(instance.instanceId) || textOf(instance.hostName);
  if (app === "" || id === "") return undefined;
  const metadata = metadataOf(instance.metadata);
  return {
    id,
    app,
    cluster: metadata.cluster ?? app,
    serverGroup: metadata.serverGroup ?? metadata.cluster ?? app,
    version: metadata.version ?? "",
    region: metadata.region ?? "default",
    zone: metadata.zone ?? dataCenterZone(instance) ?? "default",
    host: textOf(instance.ipAddr) || textOf(instance.hostName),
    port: portOf(instance),
    status: statusOf(instance.status),
    metadata,
  };
}

function portOf(instance: Json): number {
  const plain = readPort(instance.port);
  const secure = readPort(instance.securePort);
  return plain.enabled || !secure.enabled ? plain.number : secure.number;
}

function readPort(port: unknown): { readonly number: number; readonly enabled: boolean } {
  if (!isObject(port)) return { number: Number(port ?? 0) || 0, enabled: port !== undefined };
  return { number: Number(port.$ ?? 0) || 0, enabled: String(port["@enabled"]) !== "false" };
}

function dataCenterZone(instance: Json): string | undefined {
  const { dataCenterInfo } = instance;
  if (!isObject(dataCenterInfo) || !isObject(dataCenterInfo.metadata)) return undefined;
  return textOf(dataCenterInfo.metadata["availability-zone"]) || undefined;
}

function metadataOf(metadata: unknown): Readonly<Record<string, string>> {
  if (!isObject(metadata)) return {};
  return Object.fromEntries(
    Object.entries(metadata).filter(([key]) => key !== "@class")
      .map(([key, value]) => [key, textOf(value)]),
  );
}

function statusOf(status: unknown): InstanceStatus {
  // Eureka reads a missing status as UP and an unknown word as UNKNOWN.
  if (status === undefined) return "UP";
  return INSTANCE_STATUSES.find((known) => known === status) ?? "UNKNOWN";
}

function actionOf(instance: Json): InstanceChange["action"] {
  const { actionType } = instance;
  return actionType === "DELETED" || actionType === "MODIFIED" ? actionType : "ADDED";
}

function listOf(value: unknown): readonly Json[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
