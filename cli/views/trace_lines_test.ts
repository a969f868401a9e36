import assert from "node:assert/strict";
import { createPaint } from "../print/color.ts";
import { textWidth } from "../print/text_width.ts";
import type { TraceDocument, TraceSpan } from "../records/records_api.ts";
import { traceLines, traceTable } from "./trace_lines.ts";

const paint = createPaint(false);
const LOOK = { paint, plain: true, columns: 80 };
const START_MS = 1_800_000_000_000;

function span(spanId: string, more: Partial<TraceSpan> = {}): TraceSpan {
  return {
    ...{ spanId, service: "gateway", instance: "gateway-1", name: "GET /hello", kind: "server" },
    ...{ startMs: START_MS, durationMs: 100, status: "ok", attributes: {} },
    ...more,
  };
}

function trace(...spans: TraceSpan[]): TraceDocument {
  return {
    schema: "netops.trace/v1",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spans,
    droppedSpans: 0,
  };
}

Deno.test("a waterfall says of each span where it lies in time, how long it took, and how it ended", () => {
  const lines = traceLines(
    trace(
      span("a"),
      span("b", {
        ...{
          parentId: "a",
          service: "hello",
          name: "GET /",
          startMs: START_MS + 50,
          durationMs: 50,
        },
        ...{
          status: "error",
          attributes: { "http.response.status_code": 503, "netops.fault": "f-1" },
        },
      }),
    ),
    LOOK,
  );
  assert.match(lines[0] ?? "", /^0af7\w+$/);
  assert.match(lines[1] ?? "", /^[\d:.]+, 100ms, 2 spans, 2 services, 1 error$/);
  assert.match(lines[2] ?? "", /^ +0 +100ms$/);
  assert.match(lines[3] ?? "", /^gateway GET \/hello +=+ +100ms ok$/);
  assert.match(lines[4] ?? "", /^hello {4}GET \/ +x+ +50ms ERROR 503$/);
  assert.match(lines[5] ?? "", /^ +fault f-1$/);
  const [all = "", half = ""] = [/=+/.exec(lines[3] ?? "")?.[0], /x+/.exec(lines[4] ?? "")?.[0]];
  assert.ok(Math.abs(all.length - 2 * half.length) <= 1);
  const ends = [lines[3], lines[4]].map((line) => (line ?? "").search(/[=x](?=\s+\d+ms)/));
  assert.equal(ends[0], ends[1]);
});

Deno.test("no line is wider than the terminal, whatever strangers write, and none moves the cursor", () => {
  const hostile = span("a", {
    ...{ service: "\x1b[2J很长的服务名字很长的服务名字", name: `\x07\n${"x".repeat(300)}` },
    attributes: { "netops.breaker": `\x1b]0;${"y".repeat(300)}` },
  });
  const deep = Array.from({ length: 40 }, (_, n) => span(`s${n}`, { parentId: `s${n - 1}` }));
  for (const columns of [60, 80, 200]) {
    for (const line of traceLines(trace(hostile, ...deep), { ...LOOK, columns })) {
      assert.ok(textWidth(line) <= columns, `${textWidth(line)} of ${columns}: ${line}`);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(line, /[\x00-\x1f]/);
    }
  }
});

Deno.test("a trace of no duration, and spans that lie outside, are drawn too", () => {
  assert.equal(traceLines(trace(span("a", { durationMs: 0 })), LOOK).length, 4);
  const lines = traceLines({ ...trace(span("a")), droppedSpans: 3 }, { ...LOOK, plain: false });
  assert.match(lines[3] ?? "", /█/);
  assert.equal(lines.at(-1), "3 more spans were too many");
});

Deno.test("traceTable() marks errors and faults by words", () => {
  const summary = {
    ...{ traceId: "0af7651916cd43dd8448eb211c80319c", name: "GET /hello", service: "gateway" },
    ...{ startMs: START_MS, durationMs: 1_234, spans: 3, errors: 1, services: [], faults: ["f-1"] },
  };
  const [, row = ""] = traceTable([summary], { paint, columns: 120 });
  assert.match(row, /^0af7\w+ {2}[\d:.]+ {2}1\.2s +3 +1 ERROR, fault f-1 {2}gateway GET \/hello$/);
});

Deno.test("a span that failed says where: status, path, instance; with verbose every span does", () => {
  const failed = trace(
    span("a", {
      status: "error",
      attributes: { "http.response.status_code": 500, "url.path": "/shop/bad" },
    }),
    span("b", {
      ...{ parentId: "a", kind: "client", status: "error" },
      attributes: { code: "500", upstream_instance: "shop-v000-1", "netops.fault": "f-1" },
    }),
    span("c", { parentId: "a", attributes: { code: "cancelled", upstream_instance: "x-1" } }),
  );
  const lines = traceLines(failed, LOOK).slice(3);
  assert.match(lines[0] ?? "", / ERROR 500$/);
  assert.match(lines[1] ?? "", /^ +\/shop\/bad$/);
  assert.match(lines[2] ?? "", / ERROR 500$/);
  assert.match(lines[3] ?? "", /^ +to shop-v000-1, fault f-1$/);
  assert.match(lines[4] ?? "", / ok$/);
  assert.equal(lines.length, 5);
  assert.match(traceLines(failed, { ...LOOK, verbose: true }).at(-1) ?? "", /^ +to x-1$/);
});
