import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, TestPlatform, until } from "../harness/platform.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

interface QueryRow {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A platform with its telemetry, and how to ask it. */
class Watched {
  constructor(readonly platform: TestPlatform, readonly urls: Readonly<Record<string, string>>) {}

  async query(text: string): Promise<readonly QueryRow[]> {
    const url = `${this.urls["metrics"]}/api/v1/query?query=${encodeURIComponent(text)}`;
    const body = await (await fetch(url)).json();
    assert.equal(body.status, "success", JSON.stringify(body));
    return body.data.result;
  }

  async number(text: string): Promise<number> {
    return Number((await this.query(text))[0]?.value[1] ?? NaN);
  }

  async hello(headers: Record<string, string> = {}): Promise<void> {
    const response = await fetch(`${this.urls["gateway"]}/hello/`, { headers });
    await response.body?.cancel();
    assert.equal(response.status, 200);
  }
}

/** An OTLP endpoint of somebody else, which takes everything. */
function startCollector() {
  const paths = new Set<string>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      paths.add(new URL(request.url).pathname);
      await request.body?.cancel();
      return Response.json({});
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, paths, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Sends one point, as a stranger does. */
async function sendGauge(otlp: string, tsMs: number, name = "stranger_gauge") {
  const point = { timeUnixNano: `${tsMs}000000`, asDouble: 42 };
  const scopeMetrics = [{ metrics: [{ name, gauge: { dataPoints: [point] } }] }];
  const key = "service.name";
  const attributes = [{ key, value: { stringValue: "stranger" } }];
  const response = await fetch(`${otlp}/v1/metrics`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] }),
  });
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  return { rejected: Number(body.partialSuccess?.rejectedDataPoints ?? 0) };
}

Deno.test("telemetry watches a platform of the user's services", async (t) => {
  await using collector = startCollector();
  await using platform = await TestPlatform.create({
    ...HELLO_FILES,
    "netops.yaml": `${HELLO_FILES["netops.yaml"]}
telemetry: { forward: "${collector.url}/base/", retention: 2h }
`,
  });
  const { urls } = await platform.up();
  const watched = new Watched(platform, urls);

  await t.step("everybody is scraped, with the labels that verdicts need", async () => {
    await until("all are up", 8_000, async () => await watched.number("count(up == 1)") >= 7);
    assert.deepEqual(await watched.query("up == 0"), []);
    const [gateway] = await watched.query('up{app="gateway"}');
    for (const name of ["instance", "cluster", "server_group", "zone", "region", "job"]) {
      assert.ok(gateway?.metric[name], name);
    }
  });

  await t.step("a service without any instrumentation has series of its callers", async () => {
    for (let n = 0; n < 20; n++) await watched.hello();
    const count = 'sum(upstream_request_duration_seconds_count{upstream_app="hello",code="200"})';
    await until("the calls are counted", 5_000, async () => await watched.number(count) >= 20);
    const buckets = 'upstream_request_duration_seconds_bucket{upstream_app="hello"}[30s]';
    await until("their p95 is known", 5_000, async () => {
      await watched.hello();
      const p95 = await watched.number(`histogram_quantile(0.95, sum by (le) (rate(${buckets})))`);
      return p95 > 0 && p95 < 1;
    });
  });

  await t.step("netops top shows where the traffic goes", async () => {
    await until("hello has its row", 6_000, async () => {
      await watched.hello();
      const { code, stdout } = await platform.run(["top", "--json"]);
      assert.equal(code, 0);
      const { schema, rows } = JSON.parse(stdout);
      assert.equal(schema, "netops.top/v1");
      const own = rows.filter((row: { app: string }) => row.app === "hello");
      return own.some((row: { requestsPerS: number; p95Ms: number; errorRatio: number }) =>
        row.requestsPerS > 0 && row.p95Ms > 0 && row.errorRatio === 0
      );
    });
    const { stdout } = await platform.run(["top"]);
    assert.match(stdout, /^APP +ZONE +INSTANCES +REQ\/S +ERRORS +P50 +P95$/m);
    assert.match(stdout, /^hello +eu-[abc] +1 /m);
  });

  await t.step("a trace that comes in is kept, and has an example in the histogram", async () => {
    await watched.hello({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    const spans = async () => {
      const response = await fetch(`${urls["metrics"]}/v1/traces/${TRACE}`);
      const body = await response.json();
      return response.ok ? body.spans as { service: string; kind: string }[] : [];
    };
    await until("the spans are there", 5_000, async () => (await spans()).length >= 2);
    assert.deepEqual((await spans()).map(({ kind }) => kind), ["server", "client"]);
    const query = encodeURIComponent('http_server_request_duration_seconds_bucket{app="gateway"}');
    await until("the example is there", 5_000, async () => {
      const url = `${urls["metrics"]}/api/v1/query_exemplars?query=${query}`;
      return (await (await fetch(url)).text()).includes(TRACE);
    });
  });

  await t.step("what was taken is there after kill -9", async () => {
    const before = await watched.number("telemetry_series");
    const [victim] = (await platform.ps()).filter((row) => row.app === "telemetry");
    assert.ok(victim);
    const atS = Date.now() / 1_000;
    kill(victim.pid, "SIGKILL");
    await until("telemetry is back", 10_000, async () => {
      try {
        return await watched.number("count(up)") >= 7;
      } catch {
        return false;
      }
    });
    const url = `${urls["metrics"]}/api/v1/query?time=${atS - 2}&query=count(up)`;
    const then = await (await fetch(url)).json();
    assert.ok(Number(then.data.result[0]?.value[1]) >= 7, JSON.stringify(then));
    assert.ok(before > 100);
    const kept = await (await fetch(`${urls["metrics"]}/v1/traces/${TRACE}`)).json();
    assert.ok(kept.spans.length >= 2);
  });

  await t.step("a kill is on the time line of telemetry within a second", async () => {
    const row = (await platform.ps()).find(({ app }) => app === "hello");
    assert.ok(row);
    const atMs = Date.now();
    kill(row.pid, "SIGKILL");
    await until("the event", 1_500, async () => {
      const url = `${urls["metrics"]}/v1/timeline?sinceMs=${atMs - 100}&kind=process.gone`;
      return (await (await fetch(url)).text()).includes(row.id);
    });
  });

  await t.step("what comes in is passed on to the endpoint that netops.yaml names", async () => {
    assert.equal((await sendGauge(urls["otlp"] ?? "", Date.now())).rejected, 0);
    for (const path of ["/base/v1/metrics", "/base/v1/traces"]) {
      await until(`${path} is passed on`, 12_000, () => collector.paths.has(path));
    }
  });

  await t.step("what is older than the retention of netops.yaml is not kept", async () => {
    const kept = async (name: string, agoMs: number) => {
      const tsMs = Date.now() - agoMs;
      await sendGauge(urls["otlp"] ?? "", tsMs, name);
      const url = `${urls["metrics"]}/api/v1/query?query=${name}&time=${tsMs / 1_000 + 1}`;
      return (await (await fetch(url)).json()).data.result.length;
    };
    assert.equal(await kept("young_gauge", 3_600_000), 1);
    assert.equal(await kept("old_gauge", 3 * 3_600_000), 0);
  });

  await t.step("hostile requests are refused, and it lives", async () => {
    const post = async (path: string, body: string, type = "application/json") => {
      const init = { method: "POST", headers: { "content-type": type }, body };
      const response = await fetch(`${urls["otlp"]}${path}`, init);
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await post("/v1/metrics", "{"), 400);
    assert.equal(await post("/v1/traces", "x", "text/plain"), 415);
    assert.equal(await post("/api/v1/write", "x", "application/x-protobuf"), 400);
    const evil = await fetch(`${urls["metrics"]}/api/v1/labels`, {
      headers: { origin: "http://evil.example" },
    });
    assert.equal(evil.status, 403);
    await evil.body?.cancel();
    const malformed = 'sum(telemetry_dropped_total{reason="malformed"})';
    await until("they are counted", 5_000, async () => await watched.number(malformed) === 2);
  });
});
