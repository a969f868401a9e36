import { NetopsError } from "@netops/core";
import type { RegistryApp } from "./registry_app.ts";
import { jsonCodec } from "./json_codec.ts";
import { chooseForm, takesGzip } from "./negotiation.ts";
import { explainPage, lastnPage, listPage, overridesPage, statusPage } from "./pages.ts";
import type { BodyForm, Fetched } from "./response_cache.ts";
import type { Route } from "./route.ts";
import { appView } from "./views.ts";
import { xmlCodec } from "./xml_codec.ts";

/** Answers every GET. */
export function answerRead(
  app: RegistryApp,
  route: Route,
  request: Request,
): Response | Promise<Response> {
  switch (route.name) {
    case "all":
    case "delta":
      return fetched(app, { kind: route.name }, request);
    case "vips":
    case "svips":
      return fetched(app, { kind: route.name, vip: route.vip }, request);
    case "app":
      return oneApp(app, route.app, request);
    case "instance":
      return oneInstance(app.registry.leases.get(route.app, route.id), request);
    case "byId":
      return oneInstance(app.registry.leases.findById(route.id), request);
    case "watch":
      return watch(app);
    default:
      return Response.json(page(app, route.name), { headers: { "cache-control": "no-store" } });
  }
}

function page(app: RegistryApp, name: Route["name"]): Record<string, unknown> {
  switch (name) {
    case "explain":
      return explainPage(app.registry, app.clock);
    case "list":
      return listPage(app.registry, app.clock);
    case "status":
      return statusPage(app.registry);
    case "overrides":
      return overridesPage(app.registry);
    case "lastn":
      return lastnPage(app.registry);
    default:
      throw new NetopsError("NOT_FOUND", "Cannot find this path");
  }
}

function fetched(app: RegistryApp, what: Fetched, request: Request): Response | Promise<Response> {
  const { headers } = request;
  const form = chooseForm(headers);
  if (form === undefined) return notAcceptable();
  const body = app.cache.get(what, form);
  return takesGzip(headers) ? body.zipped() : body.plain();
}

function oneApp(app: RegistryApp, name: string, request: Request): Response {
  const form = chooseForm(request.headers);
  if (form === undefined) return notAcceptable();
  const view = appView(app.registry, name);
  if (view === undefined) return unknown();
  const codec = codecOf(form);
  return text(codec.application(view, form.compact), codec.contentType);
}

function oneInstance(
  view: ReturnType<RegistryApp["registry"]["leases"]["get"]>,
  request: Request,
): Response {
  const form = chooseForm(request.headers);
  if (form === undefined) return notAcceptable();
  if (view === undefined) return unknown();
  const codec = codecOf(form);
  return text(codec.instance(view, form.compact), codec.contentType);
}

function watch(app: RegistryApp): Response {
  const stream = app.watch.open();
  if (stream === undefined) throw new NetopsError("OVERLOADED", "Cannot serve more watchers");
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

function codecOf(form: BodyForm): typeof jsonCodec | typeof xmlCodec {
  return form.format === "json" ? jsonCodec : xmlCodec;
}

function text(body: string, contentType: string): Response {
  return new Response(body, { headers: { "content-type": contentType } });
}

/** Not there: without a body, as clients try to parse whatever comes. */
export function unknown(): Response {
  return new Response(null, { status: 404 });
}

function notAcceptable(): Response {
  return new Response(null, { status: 406 });
}
