import assert from "node:assert/strict";
import fc from "fast-check";
import { LOG_LEVELS } from "./log_levels.ts";
import type { LogQuery } from "./log_query.ts";
import type { LogRow, SpanRow } from "./record_rows.ts";
import { logRow, NOW_MS, openTestRecords, spanRow } from "./test_records.ts";
import type { TraceQuery } from "./find_traces.ts";

const WORDS = ["get", "put", "time-out", "x1", "ok"];
const word = fc.constantFrom(...WORDS);
const row: fc.Arbitrary<LogRow> = fc.record({
  tsMs: fc.integer({ min: NOW_MS - 50, max: NOW_MS }),
  level: fc.constantFrom(...LOG_LEVELS),
  app: fc.constantFrom("a", "b"),
  instance: fc.constantFrom("a-1", "a-2"),
  text: fc.array(word, { maxLength: 4 }).map((words) => words.join(" ")),
  fields: fc.option(fc.record({ w: word, n: fc.integer({ min: 0, max: 3 }) }), { nil: undefined }),
}).map(({ fields, ...more }) =>
  logRow("", { ...more, ...(fields === undefined ? {} : { fields }) })
);
const query: fc.Arbitrary<LogQuery> = fc.record({
  services: fc.subarray(["a", "a-2"]),
  level: fc.constantFrom(...LOG_LEVELS),
  sinceMs: fc.integer({ min: NOW_MS - 50, max: NOW_MS }),
  untilMs: fc.integer({ min: NOW_MS - 50, max: NOW_MS }),
  grep: fc.array(fc.constantFrom("GET", "t.*o", "^x1", '"n":2', "put x1"), { maxLength: 1 }),
  not: fc.array(fc.constantFrom("ok", "w"), { maxLength: 1 }),
  words: word,
  fields: fc.constantFrom([["n", "1"] as const]),
}, { requiredKeys: [] });

function naive(rows: readonly LogRow[], query: LogQuery, limit: number): string[] {
  const tokens = (text: string) => text.toLowerCase().split(/[^a-z0-9]+/).join(" ");
  const matches = rows.map((row, id) => ({ row, id })).filter(({ row }) => {
    const { services = [], level, sinceMs, untilMs, grep = [], not = [], words, fields = [] } =
      query;
    const whole = row.fields === undefined ? row.text : `${row.text} ${JSON.stringify(row.fields)}`;
    const values = Object.values(row.fields ?? {}).join(" ");
    return (services.length === 0 || services.includes(row.app) ||
      services.includes(row.instance)) &&
      (level === undefined || LOG_LEVELS.indexOf(row.level) >= LOG_LEVELS.indexOf(level)) &&
      row.tsMs >= (sinceMs ?? -Infinity) && row.tsMs < (untilMs ?? Infinity) &&
      grep.every((each) => new RegExp(each, "i").test(whole)) &&
      !not.some((each) => new RegExp(each, "i").test(whole)) &&
      (words === undefined ||
        [row.text, values].some((text) => ` ${tokens(text)} `.includes(` ${tokens(words)} `))) &&
      fields.every(([name, value]) => String(row.fields?.[name]) === value);
  });
  matches.sort((one, other) => one.row.tsMs - other.row.tsMs || one.id - other.id);
  return matches.slice(-limit).map(({ row, id }) => `${id} ${row.text}`);
}

Deno.test("findLogs() finds what a naive filter over all lines finds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.array(query, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 8 }),
      async (rows, queries, limit) => {
        const { store } = openTestRecords();
        store.addLogs(rows);
        for (const query of queries) {
          const { lines, total } = await store.findLogs(query, { limit, count: true });
          const found = lines.map((line) => `${line.id - 1} ${line.text}`);
          assert.deepEqual(found, naive(rows, query, limit));
          assert.equal(total, naive(rows, query, 1_000).length);
          const fast = await store.findLogs(query, { limit });
          assert.deepEqual(fast.lines, lines);
        }
        store.close();
      },
    ),
    { numRuns: 60 },
  );
});

const span: fc.Arbitrary<SpanRow> = fc.record({
  trace: fc.constantFrom("aa", "bb", "cc", "dd"),
  id: fc.integer({ min: 1, max: 9 }),
  service: fc.constantFrom("gateway", "catalog"),
  status: fc.constantFrom("ok" as const, "error" as const),
  startMs: fc.integer({ min: NOW_MS - 500, max: NOW_MS }),
  durationMs: fc.integer({ min: 0, max: 300 }),
  fault: fc.option(fc.constantFrom("f-1", "f-2"), { nil: undefined }),
}).map(({ trace, id, fault, ...more }) =>
  spanRow(trace, String(id), {
    ...more,
    attributes: fault === undefined ? {} : { "netops.fault": fault },
  })
);
const traceQuery: fc.Arbitrary<TraceQuery> = fc.record({
  service: fc.constantFrom("gateway", "catalog"),
  failed: fc.boolean(),
  slowMs: fc.integer({ min: 0, max: 500 }),
  faultId: fc.constantFrom("f-1", "f-2"),
  sinceMs: fc.integer({ min: NOW_MS - 300, max: NOW_MS }),
  limit: fc.integer({ min: 1, max: 4 }),
}, { requiredKeys: ["limit"] });

function naiveTraces(spans: readonly SpanRow[], query: TraceQuery): string[] {
  const unique = new Map(
    spans.toReversed().map((each) => [`${each.traceId} ${each.spanId}`, each]),
  );
  const traces = [...Map.groupBy(unique.values(), (each) => each.traceId)].map(([id, all]) => {
    const startMs = Math.min(...all.map((each) => each.startMs));
    const endMs = Math.max(...all.map((each) => each.startMs + each.durationMs));
    return { id, all, startMs, endMs };
  });
  return traces.filter(({ all, startMs, endMs }) =>
    (query.service === undefined || all.some((each) => each.service === query.service)) &&
    (query.failed !== true || all.some((each) => each.status === "error")) &&
    endMs - startMs >= (query.slowMs ?? 0) && endMs >= (query.sinceMs ?? 0) &&
    (query.faultId === undefined ||
      all.some((each) => each.attributes["netops.fault"] === query.faultId))
  ).sort((one, other) => other.startMs - one.startMs)
    .map(({ id, all, startMs, endMs }) =>
      `${id} ${all.length} ${startMs} ${endMs - startMs} ${
        all.filter((each) => each.status === "error").length
      }`
    ).slice(0, query.limit);
}

Deno.test("findTraces() finds what a naive look at all spans finds, each span counted once", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(span, { maxLength: 30, selector: ({ startMs }) => startMs }),
      fc.array(traceQuery, { minLength: 1, maxLength: 5 }),
      (spans, queries) => {
        const { store } = openTestRecords();
        store.addSpans(spans);
        store.addSpans(spans.slice(0, 5));
        for (const query of queries) {
          const found = store.findTraces(query).map((each) =>
            `${each.traceId} ${each.spans} ${each.startMs} ${each.durationMs} ${each.errors}`
          );
          assert.deepEqual(found, naiveTraces(spans, query));
        }
        store.close();
      },
    ),
    { numRuns: 100 },
  );
});
