import type { LogLine, PsInstance, TimelineEvent } from "@netops/core/contracts";

/** What the scripted platform says; a test changes it while the page looks on. */
export interface FleetScript {
  /** With false fleet answers 503 to everything. */
  isFleetUp: boolean;
  instances: PsInstance[];
  desired: Record<string, number>;
  events: TimelineEvent[];
  logs: LogLine[];
  /** Calls per second that the gateways' counters grow by, and the share that fails. */
  callsPerS: Record<string, { readonly rate: number; readonly errorRatio: number }>;
}

/** What was asked of the scripted fleet. */
export interface FleetCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: string;
}

/** Fleet, registry and the admin ports of two gateways, all scripted, on one loopback port. */
export interface FleetRig {
  readonly url: string;
  readonly script: FleetScript;
  readonly calls: FleetCall[];
  /** Adds an event to the time line and sends it to whoever follows. */
  emit(event: Pick<TimelineEvent, "kind" | "subject"> & Partial<TimelineEvent>): void;
  /** Adds a log line and sends it to whoever follows. */
  log(line: LogLine): void;
  [Symbol.asyncDispose](): Promise<void>;
}

const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const ENCODER = new TextEncoder();

/** Starts the scripted platform. */
export function startFleetRig(script: FleetScript): FleetRig {
  const calls: FleetCall[] = [];
  const followers = { events: new Set<Follower>(), logs: new Set<Follower>() };
  const startedAtMs = Date.now();
  let url = "";
  const handler = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/gateway-")) {
      return new Response(metricsText(script, (Date.now() - startedAtMs) / 1000));
    }
    if (pathname === "/eureka/apps") return Response.json(eurekaDocument(script));
    if (pathname.startsWith("/eureka/")) return new Response(null, { status: 204 });
    const authorization = request.headers.get("authorization");
    calls.push({
      method: request.method,
      path: pathname,
      authorization,
      body: await request.text(),
    });
    if (!script.isFleetUp) return new Response("gone", { status: 503 });
    if (pathname === "/v1/events/stream") return follow(followers.events);
    if (pathname === "/v1/logs/stream") return follow(followers.logs);
    return answer(script, url, pathname);
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  url = `http://127.0.0.1:${server.addr.port}`;
  return {
    url,
    script,
    calls,
    emit(event) {
      const seq = (script.events.at(-1)?.seq ?? 0) + 1;
      const whole = { tsMs: Date.now(), seq, actor: "fleet", data: {}, ...event };
      script.events.push(whole);
      for (const send of followers.events) send(whole);
    },
    log(line) {
      script.logs.push(line);
      for (const send of followers.logs) send(line);
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}

type Follower = (message: unknown) => void;

function follow(followers: Set<Follower>): Response {
  let send: Follower = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(ENCODER.encode(": ping\n\n"));
      send = (message) =>
        controller.enqueue(ENCODER.encode(`data: ${JSON.stringify(message)}\n\n`));
      followers.add(send);
    },
    cancel: () => void followers.delete(send),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function answer(script: FleetScript, url: string, path: string): Response {
  const urls = {
    gateway: "http://127.0.0.1:7070",
    registry: url,
    ops: "http://127.0.0.1:7071/ops",
    watch: "http://127.0.0.1:7070/watch",
  };
  const apps = Object.entries(script.desired).map(([app, desired]) => {
    const own = script.instances.filter((one) => one.app === app);
    const up = own.filter((one) => one.status === "UP").length;
    return { app, desired, up, status: own.find((one) => one.status !== "UP")?.status ?? "UP" };
  });
  const healthy = apps.every((app) => app.up >= app.desired);
  const documents: Record<string, unknown> = {
    "/v1/status": {
      schema: "netops.status/v1",
      healthy,
      runId: "run-7f3a",
      profile: "none",
      urls,
      apps,
    },
    "/v1/instances": {
      schema: "netops.ps/v1",
      instances: script.instances.map((one) =>
        one.app === "gateway" ? { ...one, adminUrl: `${url}/${one.id}` } : one
      ),
    },
    "/v1/boot": { phase: "ready", runId: "run-7f3a", elapsedMs: 900, apps: apps.map(bootApp) },
    "/v1/routes": { epoch: 7, routes: routesOf(script), listeners: [] },
    "/v1/events": { schema: "netops.events/v1", events: script.events },
    "/v1/logs": { lines: script.logs },
  };
  const change = /^\/v1\/apps\/([^/]+)\/(\w+)$/.exec(path);
  if (change !== null) {
    return Response.json({ app: change[1], desired: script.desired[change[1] ?? ""] });
  }
  const document = documents[path];
  return document === undefined ? new Response(null, { status: 404 }) : Response.json(document);
}

const GROUND = new Set(["fleet", "keeper", "kv", "registry", "gateway", "web"]);

function bootApp(app: { readonly app: string }): Record<string, unknown> {
  return { ...app, tier: GROUND.has(app.app) ? "ground" : "service", lastLines: [] };
}

function routesOf(script: FleetScript): unknown[] {
  return Object.keys(script.desired).filter((app) => !GROUND.has(app)).map((app) => ({
    key: app,
    app,
    groups: [{ serverGroup: `${app}-v000`, weight: 90 }, {
      serverGroup: `${app}-v001`,
      weight: 10,
    }],
    rules: [],
    auth: "none",
  }));
}

function eurekaDocument(script: FleetScript): unknown {
  const listed = script.instances.filter((one) =>
    !["fleet", "keeper", "registry"].includes(one.app)
  );
  const apps = [...new Set(listed.map((one) => one.app))];
  return {
    applications: {
      application: apps.map((app) => ({
        name: app.toUpperCase(),
        instance: listed.filter((one) => one.app === app)
          .map((one) => ({ instanceId: one.id, status: one.status })),
      })),
    },
  };
}

function metricsText(script: FleetScript, elapsedS: number): string {
  const name = "upstream_request_duration_seconds";
  return Object.entries(script.callsPerS).flatMap(([app, { rate, errorRatio }]) => {
    const total = Math.floor((elapsedS * rate) / 2);
    const failed = Math.floor(total * errorRatio);
    const labels = `upstream_app="${app}",upstream_server_group="${app}-v000",attempt="1"`;
    const buckets = BOUNDS_S.map((bound, index) =>
      `${name}_bucket{${labels},code="200",le="${bound}"} ` +
      Math.floor(((total - failed) * (index + 1)) / BOUNDS_S.length)
    );
    return [
      ...buckets,
      `${name}_bucket{${labels},code="200",le="+Inf"} ${total - failed}`,
      `${name}_count{${labels},code="200"} ${total - failed}`,
      `${name}_count{${labels},code="503"} ${failed}`,
    ];
  }).join("\n");
}
