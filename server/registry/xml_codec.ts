import {
  type ApplicationsView,
  type ApplicationView,
  type EurekaInstance,
  type EurekaPort,
  type InstanceView,
  TEXT_FIELDS,
} from "./eureka_instance.ts";
import { FULL_ONLY_TEXTS } from "./json_codec.ts";
import { encodeXmlName } from "./xml_names.ts";

/**
 * Encodes instances as XStream does: attributes `enabled` and `class`, `overriddenstatus` in lower
 * case, map keys as escaped element names.
 *
 * Source: eureka-client com.netflix.discovery.converters.Converters.
 */
export const xmlCodec = {
  /** The content type of what this codec writes. */
  contentType: "application/xml",
  /** `<applications>…` */
  applications(view: ApplicationsView, compact: boolean): string {
    return `<applications>${element("versions__delta", view.deltaVersion)}` +
      element("apps__hashcode", view.hashCode) +
      view.applications.map((app) => applicationXml(app, compact)).join("") + "</applications>";
  },
  /** `<application>…` */
  application(view: ApplicationView, compact: boolean): string {
    return applicationXml(view, compact);
  },
  /** `<instance>…` */
  instance(view: InstanceView, compact: boolean): string {
    return instanceXml(view, compact);
  },
} as const;

/** Escapes text for XML 1.0; what no document may hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"\r]/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

/** Writes one application. */
function applicationXml(view: ApplicationView, compact: boolean): string {
  const instances = view.instances.map((each) => instanceXml(each, compact)).join("");
  return `<application>${element("name", view.name)}${instances}</application>`;
}

function instanceXml(view: InstanceView, compact: boolean): string {
  const { instance } = view;
  const head = element("instanceId", instance.instanceId) +
    element("hostName", instance.hostName) + element("app", instance.app) +
    element("ipAddr", instance.ipAddr);
  const ports = portXml("port", instance.port) + portXml("securePort", instance.securePort);
  const tail = element("lastUpdatedTimestamp", instance.lastUpdatedAtMs) +
    (compact ? "" : element("lastDirtyTimestamp", instance.lastDirtyAtMs)) +
    element("actionType", view.actionType);
  const middle = compact
    ? element("status", instance.status) + ports + centerXml(instance)
    : element("sid", instance.sid) + element("status", instance.status) +
      element("overriddenstatus", instance.overriddenStatus) + ports +
      element("countryId", instance.countryId) + centerXml(instance) + leaseXml(view) +
      metadataXml(instance);
  const coordinating = compact
    ? ""
    : element("isCoordinatingDiscoveryServer", String(instance.isCoordinatingDiscoveryServer));
  return `<instance>${head}${middle}${
    textsXml(instance, compact)
  }${coordinating}${tail}</instance>`;
}

function element(name: string, value: string | number | undefined): string {
  return value === undefined ? "" : `<${name}>${escapeXml(String(value))}</${name}>`;
}

function portXml(name: string, port: EurekaPort): string {
  return `<${name} enabled="${port.enabled}">${port.number}</${name}>`;
}

function centerXml(instance: EurekaInstance): string {
  const { className, name, metadata } = instance.dataCenterInfo;
  const entries = metadata === undefined ? "" : `<metadata>${mapXml(metadata)}</metadata>`;
  return `<dataCenterInfo class="${escapeXml(className)}">${element("name", name)}${entries}` +
    "</dataCenterInfo>";
}

function leaseXml(view: InstanceView): string {
  return "<leaseInfo>" +
    element("renewalIntervalInSecs", view.instance.renewalIntervalSeconds) +
    element("durationInSecs", view.instance.durationSeconds) +
    element("registrationTimestamp", view.registeredAtMs) +
    element("lastRenewalTimestamp", view.renewedAtMs) +
    element("evictionTimestamp", view.evictedAtMs) +
    element("serviceUpTimestamp", view.serviceUpAtMs) + "</leaseInfo>";
}

function metadataXml(instance: EurekaInstance): string {
  const entries = mapXml(instance.metadata);
  return entries === ""
    ? '<metadata class="java.util.Collections$EmptyMap"/>'
    : `<metadata>${entries}</metadata>`;
}

function mapXml(map: Readonly<Record<string, string>>): string {
  return Object.entries(map).filter(([key]) => key !== "")
    .map(([key, value]) => element(encodeXmlName(key), value)).join("");
}

function textsXml(instance: EurekaInstance, compact: boolean): string {
  return TEXT_FIELDS.filter((field) => !compact || !FULL_ONLY_TEXTS.includes(field))
    .map((field) => element(field, instance.texts[field])).join("");
}
