import type { OtlpAttributes, OtlpValue } from "./otlp_tree.ts";

/** Who reported something. */
export interface Reporter {
  readonly service: string;
  readonly instance: string;
  /** `namespace/service`, as Prometheus names a job. */
  readonly job: string;
  /** Attributes of the resource that are no name. */
  readonly rest: OtlpAttributes;
}

const UNKNOWN = "unknown_service";
const NAMES: ReadonlySet<string> = new Set([
  "service.name",
  "service.namespace",
  "service.instance.id",
]);

/** Says who reported, by the attributes of a resource. Source: OpenTelemetry, resource conventions. */
export function reporterOf(resource: OtlpAttributes): Reporter {
  const named = new Map(resource.filter(([key]) => NAMES.has(key)));
  const service = plainText(named.get("service.name") ?? "") || UNKNOWN;
  const namespace = plainText(named.get("service.namespace") ?? "");
  return {
    service,
    instance: plainText(named.get("service.instance.id") ?? ""),
    job: namespace === "" ? service : `${namespace}/${service}`,
    rest: resource.filter(([key]) => !NAMES.has(key)),
  };
}

/** Any value as text; what is no scalar as JSON. */
export function plainText(value: OtlpValue): string {
  if (typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value) ?? "" : String(value);
}

/** A value as a scalar that JSON can hold. */
export function scalarOf(value: OtlpValue): string | number | boolean {
  if (typeof value === "boolean") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : plainText(value);
}

/** A value that JSON can hold. */
export function jsonOf(value: OtlpValue): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]));
}
