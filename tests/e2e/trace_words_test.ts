import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, TestPlatform, until } from "../harness/platform.ts";

const WANTED = "0af7651916cd43dd8448eb211c80319c";

/** Sends a line as a stranger would, without a name for his instance. */
async function sendLine(url: string, text: string): Promise<void> {
  const service = { key: "service.name", value: { stringValue: "strange" } };
  const record = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: text } };
  const trace = { traceId: WANTED, spanId: "00f067aa0ba902b7" };
  const scopeLogs = [{ logRecords: [{ ...record, ...trace, severityText: "ERROR" }] }];
  const resourceLogs = [{ resource: { attributes: [service] }, scopeLogs }];
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ resourceLogs });
  const response = await fetch(`${url}/v1/logs`, { method: "POST", headers, body });
  assert.equal(response.status, 200, await response.text());
}

Deno.test("lines that come over OTLP are found whatever is asked, and followed", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const { urls } = await platform.up();
  const metrics = urls["metrics"] ?? "";
  await sendLine(metrics, "otlp error");
  const ways = [["--grep", "otlp error"], ["--trace", WANTED], ["strange"], ["-n", "all"]];
  for (const way of [...ways, ["strange", "--since", "1h"], ["--level", "error"]]) {
    const { code, stdout } = await platform.run(["logs", ...way]);
    assert.equal(code, 0, way.join(" "));
    assert.match(stdout, /strange +error otlp error/, way.join(" "));
  }
  const follower = platform.spawn(["logs", "-f", "--grep", "otlp", "--jsonl"]);
  let seen = "";
  const reading = follower.stdout.pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write: (piece) => void (seen += piece) }));
  await until("what was before is shown", 8_000, () => seen.includes("otlp error"));
  await sendLine(metrics, "otlp later");
  await until("what comes is shown", 8_000, () => seen.includes("otlp later"));
  kill(follower.pid, "SIGINT");
  await Promise.all([reading, follower.stderr.cancel(), follower.status]);
  assert.equal(seen.match(/otlp (error|later)/g)?.length, 2, seen);
});

Deno.test("a request is found as a trace, its lines as logs, and a kill on the time line within a second", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const status = JSON.parse((await platform.run(["status", "--json"])).stdout);
  const { gateway, metrics } = status.urls;
  const traceparent = `00-${WANTED}-00f067aa0ba902b7-01`;
  const response = await fetch(`${gateway}/hello/`, { headers: { traceparent } });
  assert.equal(response.status, 200);
  await response.body?.cancel();

  await until("the trace is kept", 8_000, async () => {
    return (await platform.run(["trace", WANTED, "--json"])).code === 0;
  });
  const trace = JSON.parse((await platform.run(["trace", WANTED, "--json"])).stdout);
  assert.deepEqual([trace.schema, trace.traceId], ["netops.trace/v1", WANTED]);
  const [root] = trace.spans;
  assert.equal(root.service, "gateway");
  assert.equal(root.parentId, "00f067aa0ba902b7");
  const shown = await platform.run(["trace", WANTED]);
  assert.match(shown.stdout, /^gateway .*█.* ok/m);
  assert.ok(shown.stdout.split("\n").every((line) => line.length <= 80), shown.stdout);

  const found = JSON.parse(
    (await platform.run(["trace", "find", "--service", "gateway", "--json"])).stdout,
  );
  assert.ok(found.traces.some(({ traceId }: { traceId: string }) => traceId === WANTED));
  const unknown = await platform.run(["trace", "f".repeat(32)]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /fix: netops trace find/);

  const logs = await platform.run(["logs", "--since", "5m", "--grep", ".", "-n", "5", "--json"]);
  const { lines, total } = JSON.parse(logs.stdout);
  assert.equal(lines.length, 5);
  assert.ok(total >= 5);
  assert.equal(lines[0].id, undefined);
  const kept = await (await fetch(`${metrics}/v1/logs?count=true&limit=1`)).json();
  assert.ok(kept.total >= total, `${kept.total} of ${total}`);

  const victim = (await platform.ps()).find((row) => row.app === "hello");
  assert.ok(victim);
  const killedAtMs = Date.now();
  kill(victim.pid, "SIGKILL");
  await until("the kill is on the time line", 1_500, async () => {
    const { events } = await (await fetch(`${metrics}/v1/timeline?sinceMs=${killedAtMs}`)).json();
    return events.some(({ subject, runId }: { subject: string; runId: string }) =>
      subject === victim.id && runId === status.runId
    );
  });
});
