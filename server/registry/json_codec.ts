import {
  type ApplicationsView,
  type ApplicationView,
  type EurekaInstance,
  type EurekaPort,
  type InstanceView,
  TEXT_FIELDS,
  type TextField,
} from "./eureka_instance.ts";

/** Text fields that the compact form leaves out. */
export const FULL_ONLY_TEXTS: readonly TextField[] = [
  "appGroupName",
  "homePageUrl",
  "statusPageUrl",
  "healthCheckUrl",
  "secureHealthCheckUrl",
];

const EMPTY_MAP = { "@class": "java.util.Collections$EmptyMap" };

/**
 * Encodes instances as the Java clients read them: `@enabled`, timestamps and the boolean are text,
 * an empty map carries its class, what is absent is left out; `compact` leaves out what
 * `X-Eureka-Accept: compact` does.
 *
 * Source: eureka-client EurekaJacksonCodec, InstanceInfo compact mixins.
 */
export const jsonCodec = {
  /** The content type of what this codec writes. */
  contentType: "application/json",
  /** `{"applications": …}` */
  applications(view: ApplicationsView, compact: boolean): string {
    const list = view.applications.map((app) => applicationJson(app, compact)).join(",");
    const version = JSON.stringify(String(view.deltaVersion));
    return `{"applications":{"versions__delta":${version},"apps__hashcode":"${view.hashCode}",` +
      `"application":[${list}]}}`;
  },
  /** `{"application": …}` */
  application(view: ApplicationView, compact: boolean): string {
    return `{"application":${applicationJson(view, compact)}}`;
  },
  /** `{"instance": …}` */
  instance(view: InstanceView, compact: boolean): string {
    return `{"instance":${instanceJson(view, compact)}}`;
  },
} as const;

/** Writes one application. */
function applicationJson(view: ApplicationView, compact: boolean): string {
  const instances = view.instances.map((each) => instanceJson(each, compact)).join(",");
  return `{"name":${JSON.stringify(view.name)},"instance":[${instances}]}`;
}

function instanceJson(view: InstanceView, compact: boolean): string {
  const { instance } = view;
  return JSON.stringify({
    instanceId: instance.instanceId,
    hostName: instance.hostName,
    app: instance.app,
    ipAddr: instance.ipAddr,
    sid: compact ? undefined : instance.sid,
    status: instance.status,
    overriddenStatus: compact ? undefined : instance.overriddenStatus,
    port: portJson(instance.port),
    securePort: portJson(instance.securePort),
    countryId: compact ? undefined : instance.countryId,
    dataCenterInfo: {
      "@class": instance.dataCenterInfo.className,
      name: instance.dataCenterInfo.name,
      metadata: instance.dataCenterInfo.metadata,
    },
    leaseInfo: compact ? undefined : leaseJson(view),
    metadata: compact ? undefined : metadataJson(instance),
    ...textsJson(instance, compact),
    isCoordinatingDiscoveryServer: compact
      ? undefined
      : String(instance.isCoordinatingDiscoveryServer),
    // The stock server's compact form is written by another codec, for which this is a number.
    lastUpdatedTimestamp: compact ? instance.lastUpdatedAtMs : String(instance.lastUpdatedAtMs),
    lastDirtyTimestamp: compact ? undefined : String(instance.lastDirtyAtMs),
    actionType: view.actionType,
  });
}

function portJson(port: EurekaPort): Record<string, unknown> {
  return { $: port.number, "@enabled": String(port.enabled) };
}

function leaseJson(view: InstanceView): Record<string, number> {
  return {
    renewalIntervalInSecs: view.instance.renewalIntervalSeconds,
    durationInSecs: view.instance.durationSeconds,
    registrationTimestamp: view.registeredAtMs,
    lastRenewalTimestamp: view.renewedAtMs,
    evictionTimestamp: view.evictedAtMs,
    serviceUpTimestamp: view.serviceUpAtMs,
  };
}

function metadataJson(instance: EurekaInstance): Readonly<Record<string, string>> {
  return Object.keys(instance.metadata).length === 0 ? EMPTY_MAP : instance.metadata;
}

function textsJson(instance: EurekaInstance, compact: boolean): Partial<Record<TextField, string>> {
  if (!compact) return instance.texts;
  const kept = TEXT_FIELDS.filter((field) => !FULL_ONLY_TEXTS.includes(field));
  return Object.fromEntries(kept.map((field) => [field, instance.texts[field]]));
}
