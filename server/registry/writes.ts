import { NetopsError, problemResponse, readTraceParent } from "@netops/core";
import type { RegistryApp } from "./registry_app.ts";
import { type BodyLimits, readBody } from "./body_reader.ts";
import type { EurekaInstance } from "./eureka_instance.ts";
import { type InstanceDefaults, readInstance, readStatus } from "./instance_info.ts";
import { jsonCodec } from "./json_codec.ts";
import { bodyFormat } from "./negotiation.ts";
import { unknown } from "./reads.ts";
import type { CallOptions, ChangeOrigin } from "./registry.ts";
import { applyBatch } from "./replication_batch.ts";
import { queryValue, type Route } from "./route.ts";

/** A request and its query. */
export interface Call {
  readonly request: Request;
  readonly query: string;
  /** Wall ms. */
  readonly receivedAtMs: number;
}

type Asked = Pick<Call, "request" | "query">;
type InstanceRoute = Extract<Route, { readonly id: string; readonly app: string }>;

const INSTANCE_LIMITS: BodyLimits = { mostBytes: 131_072, withinMs: 10_000 };
const BATCH_LIMITS: BodyLimits = { mostBytes: 4_194_304, withinMs: 10_000 };

/**
 * Answers a heartbeat: 200 or 404, both without a body, as clients take any body for an instance and a
 * 404 with one keeps the 2.x client from registering again.
 */
export function heartbeat(app: RegistryApp, route: InstanceRoute, call: Asked): Response {
  const renewal = app.registry.renew(route.app, route.id, optionsOf(call));
  if (renewal === "renewed") return done();
  const lease = renewal === "stale" ? app.registry.leases.get(route.app, route.id) : undefined;
  if (lease === undefined) return unknown();
  return new Response(jsonCodec.instance(lease, false), {
    status: 409,
    headers: { "content-type": jsonCodec.contentType },
  });
}

/** Answers every change but a heartbeat. */
export function answerWrite(
  app: RegistryApp,
  route: Route,
  call: Call,
): Response | Promise<Response> {
  switch (route.name) {
    case "app":
      return register(app, route.app, call);
    case "instance":
      return app.registry.cancel(route.app, route.id, changeOptions(call)) ? done() : unknown();
    case "instanceStatus":
      return call.request.method === "PUT"
        ? override(app, route, call)
        : clearOverride(app, route, call);
    case "instanceMetadata":
      return addMetadata(app, route, call.query);
    case "batch":
      return batch(app, call);
    default:
      throw new NetopsError("REQUEST_INVALID", "Cannot change a scaling group outside AWS");
  }
}

async function register(app: RegistryApp, name: string, call: Call): Promise<Response> {
  const reading = readInstance(await readPayload(app, call.request), defaultsOf(app));
  if (!reading.ok) throw new NetopsError("REQUEST_INVALID", reading.reason);
  const { instance } = reading;
  if (instance.app !== name) {
    const text = `Mismatched appName, expecting ${name} but was ${instance.app}`;
    throw new NetopsError("REQUEST_INVALID", text);
  }
  return accept(app, instance, changeOptions(call));
}

function accept(app: RegistryApp, instance: EurekaInstance, options: CallOptions): Response {
  if (!app.registry.register(instance, options)) {
    throw new NetopsError("OVERLOADED", "Cannot register more instances");
  }
  return new Response(null, { status: 204 });
}

async function readPayload(app: RegistryApp, request: Request): Promise<unknown> {
  const format = bodyFormat(request.headers);
  if (format === undefined) throw unsupported();
  const text = await readBody(request, app.timer, INSTANCE_LIMITS);
  try {
    if (format === "json") return JSON.parse(text);
    // Loaded when the first client writes XML: no process of ours does, and a start must be quick.
    const { parseInstanceXml } = await import("./xml_reader.ts");
    return parseInstanceXml(text);
  } catch (thrown) {
    throw new NetopsError("REQUEST_INVALID", `Cannot read the body as ${format}`, {
      cause: thrown,
    });
  }
}

function override(app: RegistryApp, route: InstanceRoute, call: Call): Response {
  const value = queryValue(call.query, "value");
  const status = readStatus(value);
  if (status === "UNKNOWN" && value?.toUpperCase() !== "UNKNOWN") {
    return problemResponse(
      new NetopsError("REQUEST_INVALID", "Cannot set a status that is none", {
        fix: "use ?value=UP, DOWN, STARTING, OUT_OF_SERVICE or UNKNOWN",
      }),
    );
  }
  return app.registry.override(route, status, changeOptions(call)) ? done() : unknown();
}

function clearOverride(app: RegistryApp, route: InstanceRoute, call: Call): Response {
  const fallback = readStatus(queryValue(call.query, "value"));
  const options = changeOptions(call);
  return app.registry.clearOverride(route, fallback, options) ? done() : unknown();
}

function addMetadata(app: RegistryApp, route: InstanceRoute, query: string): Response {
  const metadata: Record<string, string> = Object.create(null);
  for (const [key, value] of new URLSearchParams(query)) metadata[key] ??= value;
  return app.registry.addMetadata(route.app, route.id, metadata) ? done() : unknown();
}

async function batch(app: RegistryApp, call: Call): Promise<Response> {
  const { request } = call;
  if (bodyFormat(request.headers) !== "json") throw unsupported();
  const text = await readBody(request, app.timer, BATCH_LIMITS);
  const answers = applyBatch(app.registry, parseJson(text), {
    defaults: defaultsOf(app),
    origin: originOf(call),
  });
  if (answers === undefined) {
    throw new NetopsError("REQUEST_INVALID", "Cannot find a replicationList in the body");
  }
  return Response.json({ responseList: answers });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the body as json", { cause: thrown });
  }
}

function unsupported(): NetopsError {
  return new NetopsError("UNSUPPORTED_MEDIA", "Cannot read a body of this content type", {
    fix: "send application/json or application/xml",
  });
}

function optionsOf(call: Asked): CallOptions {
  const dirty = queryValue(call.query, "lastDirtyTimestamp");
  const lastDirtyAtMs = dirty === undefined ? NaN : Number(dirty);
  return {
    replicated: call.request.headers.get("x-netflix-discovery-replication") === "true",
    ...(Number.isFinite(lastDirtyAtMs) ? { lastDirtyAtMs } : {}),
  };
}

/** A heartbeat, which comes by the thousand, is not asked where it comes from. */
function changeOptions(call: Call): CallOptions {
  return { ...optionsOf(call), origin: originOf(call) };
}

function originOf({ request, receivedAtMs }: Call): ChangeOrigin {
  return { receivedAtMs, trace: readTraceParent(request.headers.get("traceparent")) };
}

function defaultsOf(app: RegistryApp): InstanceDefaults {
  const { profile } = app.registry;
  return {
    nowMs: app.clock.nowMs(),
    renewalIntervalSeconds: profile.renewIntervalMs / 1000,
    durationSeconds: profile.leaseDurationMs / 1000,
  };
}

function done(): Response {
  return new Response(null, { status: 200 });
}
