import assert from "node:assert/strict";
import { kill, type PsRow, TestPlatform, until } from "../harness/platform.ts";

/** A service that says 503 for as long as it was told to. */
const MOODY = `import { createServer } from "node:http";
let isBroken = false;
const server = createServer((request, response) => {
  if (request.url === "/health") return response.end("ok");
  if (request.url === "/break") isBroken = true;
  response.statusCode = isBroken && request.url !== "/break" ? 503 : 200;
  response.end("hello");
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`;

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const CORE = new URL("../../core/service/mod.ts", import.meta.url).href;
const HOST = new URL("../../core/host/mod.ts", import.meta.url).href;

/** A process in our own clothes whose clock is another one: 50 ms ahead. */
const AHEAD = `import { MetricRegistry, printMetrics } from "${CORE}";
import { createHost } from "${HOST}";
const { clock: honest } = createHost();
const clock = { nowMs: () => honest.nowMs() + 50, monotonicMs: () => honest.monotonicMs() };
const metrics = new MetricRegistry();
Deno.serve({ hostname: Deno.env.get("HOST"), port: Number(Deno.env.get("PORT")) }, ({ headers }) =>
  printMetrics(metrics, headers, { clock }));
`;

const FILES = {
  "netops.yaml": `platform: none
services:
  hello:
    command: [node, server.mjs]
    dir: ./hello
    replicas: 2
    health: /health
  moody:
    command: [node, server.mjs]
    dir: ./hello
    replicas: 1
    health: /health
  ahead:
    command: ["${Deno.execPath()}", run, -A, --no-lock, "--config=${CONFIG}", ahead.ts]
    dir: ./ahead
    replicas: 1
    health: /metrics
    metrics: /metrics
`,
  "hello/server.mjs": MOODY,
  "ahead/ahead.ts": AHEAD,
};

interface Told {
  readonly tsMs: number;
  readonly kind: string;
  readonly subject: string;
  readonly traceId?: string;
}

interface Span {
  readonly service: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Clock {
  readonly app: string;
  readonly instance: string;
  readonly skewMs: number;
  readonly errorMs: number;
  readonly isSkewed: boolean;
}

interface QueryRow {
  readonly metric: Readonly<Record<string, string>>;
}

/** Spans are sent twice a second and stored within another quarter; the rest is for a busy machine. */
const EXPORT_MS = 2_500;

/** A platform, what its telemetry tells, and when. */
class Line {
  constructor(readonly platform: TestPlatform, readonly telemetry: string) {}

  async #json<T>(path: string): Promise<T> {
    return await (await fetch(`${this.telemetry}${path}`)).json() as T;
  }

  async events(kind: string, subject: string, sinceMs: number): Promise<Told[]> {
    const path = `/v1/timeline?kind=${kind}&sinceMs=${sinceMs}`;
    const { events } = await this.#json<{ events: Told[] }>(path);
    return events.filter((event) => event.subject === subject);
  }

  /** Waits for an event after `sinceMs`, which must be on telemetry's time line a second after `atMs`. */
  async within1s(
    kind: string,
    subject: string,
    { atMs, sinceMs = atMs }: { readonly atMs: number; readonly sinceMs?: number },
  ): Promise<Told> {
    let found: Told | undefined;
    await until(`${kind} of ${subject}`, 3_000, async () => {
      [found] = await this.events(kind, subject, sinceMs);
      return found !== undefined;
    });
    const arrivedMs = Date.now() - atMs;
    assert.ok(found !== undefined);
    assert.ok(arrivedMs <= 1_000, `${kind} arrived after ${arrivedMs} ms`);
    assert.ok(found.tsMs - atMs <= 1_000, `${kind} is dated ${found.tsMs - atMs} ms later`);
    return found;
  }

  /** The spans of a trace, once those of `names` are among them. */
  async spans(event: Told, names: readonly string[], withinMs = EXPORT_MS): Promise<Span[]> {
    assert.match(event.traceId ?? "none", /^[0-9a-f]{32}$/, `${event.kind} has a trace`);
    let spans: Span[] = [];
    await until(`${names} in the trace of ${event.kind}`, withinMs, async () => {
      spans = (await this.#json<{ spans?: Span[] }>(`/v1/traces/${event.traceId}`)).spans ?? [];
      return names.every((name) => spans.some((span) => span.name === name));
    });
    return spans;
  }

  async clocks(): Promise<Clock[]> {
    return (await this.#json<{ clocks: Clock[] }>("/v1/clocks")).clocks;
  }

  async instanceOf(app: string): Promise<PsRow> {
    const row = (await this.platform.ps()).find((each) => each.app === app);
    assert.ok(row);
    return row;
  }
}

Deno.test("a kill, a breaker and a registry change are on the time line within 1 s, with traces that open", async (t) => {
  await using platform = await TestPlatform.create(FILES);
  const { urls } = await platform.up();
  const line = new Line(platform, urls["metrics"] ?? "");

  await t.step(
    "clocks of all processes agree to 5 ms, and one that does not is shown",
    async () => {
      const ahead = await line.instanceOf("ahead");
      let clocks: Clock[] = [];
      await until("all clocks are known well", 10_000, async () => {
        clocks = await line.clocks();
        const ours = clocks.filter(({ app }) => app !== "ahead");
        return ours.length >= 6 && clocks.length > ours.length &&
          clocks.every(({ errorMs }) => errorMs <= 5);
      });
      for (const { app, instance, skewMs, errorMs, isSkewed } of clocks) {
        const wanted = app === "ahead" ? 50 : 0;
        const said = `${instance}: ${skewMs} ± ${errorMs} ms`;
        assert.ok(Math.abs(skewMs - wanted) <= errorMs, said);
        assert.ok(Math.abs(skewMs - wanted) <= 5, said);
        assert.equal(isSkewed, app === "ahead", said);
      }
      const query = encodeURIComponent("abs(netops_clock_skew_seconds) > 0.01");
      const url = `${line.telemetry}/api/v1/query?query=${query}`;
      const { result } = (await (await fetch(url)).json()).data;
      assert.deepEqual(result.map((row: QueryRow) => row.metric["instance"]), [ahead.id]);
      const { stdout } = await platform.run(["status"]);
      assert.match(
        stdout,
        new RegExp(`! the clock of ${ahead.id} \\(ahead\\) is \\d+\\.\\d ms ahead`),
      );
      const status = JSON.parse((await platform.run(["status", "--json"])).stdout);
      assert.deepEqual(
        status.clocks.skewed.map(({ instance }: Clock) => instance),
        [ahead.id],
      );
      assert.equal(status.clocks.measured, clocks.length);
      assert.equal(status.healthy, true);
    },
  );

  await t.step("a killed instance: every event of its recovery opens one trace", async () => {
    const victim = await line.instanceOf("hello");
    const atMs = Date.now();
    kill(victim.pid, "SIGKILL");
    const gone = await line.within1s("process.gone", victim.id, { atMs });
    let next: PsRow | undefined;
    await until("another one is up", 5_000, async () => {
      const rows = (await platform.ps()).filter(({ app }) => app === "hello");
      next = rows.find((row) =>
        row.status === "UP" && row.id !== victim.id && row.pid > 0 &&
        row.serverGroup === victim.serverGroup && row.zone === victim.zone
      );
      return rows.length === 2 && next !== undefined;
    });
    const names = ["death", "spawn", "start", "register", "registry.register", "recovery hello"];
    const spans = await line.spans(gone, names);
    const death = spans.find(({ name }) => name === "death");
    assert.equal(death?.service, "fleet");
    assert.equal(death?.attributes["process.exit.signal"], "SIGKILL");
    assert.equal(death?.attributes["netops.instance"], victim.id);
    assert.equal(spans.find(({ name }) => name === "registry.register")?.service, "registry");
    for (
      const [kind, subject] of [
        ["registry.cancel", victim.id],
        ["process.spawned", next?.id ?? ""],
        ["process.up", next?.id ?? ""],
        ["registry.register", next?.id ?? ""],
      ] as const
    ) {
      const [event] = await line.events(kind, subject, atMs);
      assert.equal(event?.traceId, gone.traceId, `${kind} ${subject}`);
    }
    const { code, stdout } = await platform.run(["trace", gone.traceId ?? ""]);
    assert.equal(code, 0);
    assert.match(stdout, /recovery hello[\s\S]+death/);
    const told = await platform.run(["events", "--kind", "process.gone"]);
    assert.match(told.stdout, new RegExp(`${victim.id} .+ trace ${gone.traceId}`));
  });

  await t.step("a breaker that opens leads to a call that failed", async () => {
    const { id } = await line.instanceOf("moody");
    const call = async (path: string) => {
      const response = await fetch(`${urls["gateway"]}/moody${path}`);
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await call("/break"), 200);
    // Far more than the gateways trace: the one that matters opens all the same.
    const atMs = Date.now();
    while ((await line.events("breaker.opened", id, atMs)).length === 0) {
      assert.ok(Date.now() - atMs < 5_000, "the breaker opens");
      await Promise.all(Array.from({ length: 20 }, () => call("/")));
    }
    const arrivedMs = Date.now();
    const [opened] = await line.events("breaker.opened", id, atMs);
    assert.ok(opened !== undefined);
    assert.ok(arrivedMs - opened.tsMs <= 1_000, `it arrived after ${arrivedMs - opened.tsMs} ms`);
    const spans = await line.spans(opened, ["breaker.opened"]);
    assert.ok(spans.some(({ service }) => service === "gateway"));
  });

  await t.step("a status that an operator overrides, and its caller's trace", async () => {
    const { id } = await line.instanceOf("hello");
    const atMs = Date.now();
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const url = `${urls["registry"]}/eureka/v2/apps/HELLO/${id}/status?value=OUT_OF_SERVICE`;
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-00` };
    const response = await fetch(url, { method: "PUT", headers });
    await response.body?.cancel();
    assert.equal(response.status, 200);
    const event = await line.within1s("registry.status", id, { atMs });
    assert.equal(event.traceId, traceId);
    const [span] = await line.spans(event, ["registry.status"]);
    assert.equal(span?.attributes["to"], "OUT_OF_SERVICE");
    const lifted = await platform.run(["registry", "override", id, "none"]);
    assert.equal(lifted.code, 0);
    const back = await line.within1s("registry.status", id, {
      ...{ atMs: Date.now(), sinceMs: event.tsMs + 1 },
    });
    assert.notEqual(back.traceId, traceId);
    await line.spans(back, ["registry.status"]);
  });

  await t.step(
    "telemetry's own death, and that of the keeper, are traced when it is back",
    async () => {
      const [telemetry, keeper] = [
        await line.instanceOf("telemetry"),
        await line.instanceOf("keeper"),
      ];
      const atMs = Date.now();
      kill(telemetry.pid, "SIGKILL");
      kill(keeper.pid, "SIGKILL");
      for (
        const [id, names] of [
          [telemetry.id, ["death", "spawn", "start", "recovery telemetry"]],
          [keeper.id, ["death", "recovery keeper"]],
        ] as const
      ) {
        let gone: Told | undefined;
        await until(`the death of ${id} is told`, 8_000, async () => {
          [gone] = await line.events("process.gone", id, atMs).catch(() => []);
          return gone !== undefined;
        });
        if (gone !== undefined) await line.spans(gone, names, 6_000);
      }
    },
  );

  await t.step("a telemetry that hangs holds no recovery up", async () => {
    const [telemetry, victim] = [
      await line.instanceOf("telemetry"),
      await line.instanceOf("hello"),
    ];
    kill(telemetry.pid, "SIGSTOP");
    try {
      kill(victim.pid, "SIGKILL");
      await until("another one is up", 3_500, async () => {
        const rows = (await platform.ps()).filter(({ app }) => app === "hello");
        return rows.every(({ id, status }) => id !== victim.id && status === "UP") &&
          rows.length === 2;
      });
    } finally {
      kill(telemetry.pid, "SIGCONT");
    }
  });
});
