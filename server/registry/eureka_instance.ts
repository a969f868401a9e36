import type { InstanceStatus } from "@netops/core";

/** A port and whether it is open. */
export interface EurekaPort {
  readonly number: number;
  readonly enabled: boolean;
}

/** Where an instance says it runs; Java clients cannot read one without a class. */
export interface DataCenterInfo {
  readonly className: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** Plain text fields that are passed on as they came, in wire order. */
export const TEXT_FIELDS = [
  "appGroupName",
  "homePageUrl",
  "statusPageUrl",
  "healthCheckUrl",
  "secureHealthCheckUrl",
  "vipAddress",
  "secureVipAddress",
  "asgName",
] as const;

/** One of {@linkcode TEXT_FIELDS}. */
export type TextField = (typeof TEXT_FIELDS)[number];

/** An instance as registered, normalised; never changed in place. */
export interface EurekaInstance {
  readonly instanceId: string;
  readonly hostName: string;
  /** Upper case, as on the wire. */
  readonly app: string;
  readonly ipAddr: string;
  readonly sid: string | undefined;
  readonly status: InstanceStatus;
  readonly overriddenStatus: InstanceStatus;
  readonly port: EurekaPort;
  readonly securePort: EurekaPort;
  readonly countryId: number;
  readonly dataCenterInfo: DataCenterInfo;
  readonly renewalIntervalSeconds: number;
  readonly durationSeconds: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
  readonly isCoordinatingDiscoveryServer: boolean;
  readonly lastUpdatedAtMs: number;
  readonly lastDirtyAtMs: number;
}

/** What happened to an instance last, as on the wire. */
export type ActionType = "ADDED" | "MODIFIED" | "DELETED";

/** An instance with its lease's times, ready to be encoded. */
export interface InstanceView {
  readonly instance: EurekaInstance;
  readonly actionType: ActionType;
  readonly registeredAtMs: number;
  readonly renewedAtMs: number;
  /** 0 while the lease lives. */
  readonly evictedAtMs: number;
  readonly serviceUpAtMs: number;
}

/** The instances of one application, ready to be encoded. */
export interface ApplicationView {
  readonly name: string;
  readonly instances: readonly InstanceView[];
}

/** All that a fetch answers, ready to be encoded. */
export interface ApplicationsView {
  readonly deltaVersion: number;
  readonly hashCode: string;
  readonly applications: readonly ApplicationView[];
}

/** The zone an instance stands in: its own metadata, else Amazon's, else `default`. */
export function zoneOf(instance: EurekaInstance): string {
  return instance.metadata.zone ?? instance.dataCenterInfo.metadata?.["availability-zone"] ??
    "default";
}
