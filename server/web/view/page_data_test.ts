import assert from "node:assert/strict";
import { chartSlot, isLogSearch, neededData } from "./needed_data.ts";
import { keepNeeded, shownData, takeAnswer } from "./page_data.ts";
import { READY_QUERIES, unitOf } from "./ready_queries.ts";
import { parseOpsView } from "./view_url.ts";

const ok = (value: unknown) => ({ ok: true as const, atMs: 1, value });
const needOf = (search: string) => {
  const [need] = neededData(parseOpsView(search));
  assert.ok(need);
  return need;
};

Deno.test("a view asks for what it shows, and for nothing else", () => {
  const slots = (search: string) => neededData(parseOpsView(search)).map(({ slot }) => slot);
  assert.deepEqual(slots(""), []);
  assert.deepEqual(slots("?tab=events"), []);
  assert.deepEqual(slots("?tab=traces"), ["traces"]);
  assert.deepEqual(slots("?tab=chaos"), ["chaos"]);
  assert.deepEqual(slots("?tab=chaos&part=experiments"), ["chaos"]);
  assert.deepEqual(slots("?tab=chaos&part=kinds"), ["kinds"]);
  assert.deepEqual(slots("?tab=chaos&run=x-1"), ["run"]);
  assert.deepEqual(slots("?tab=traces&trace=ab"), ["trace"]);
  assert.deepEqual(slots("?tab=logs"), ["logs"]);
  assert.deepEqual(slots("?tab=logs&app=a"), []);
  assert.deepEqual(slots("?tab=metrics&query=up"), ["timeline", chartSlot("up")]);
  assert.equal(slots("?tab=metrics").length, 1 + READY_QUERIES.length);
});

Deno.test("what is asked holds every condition of the view", () => {
  const search = "?tab=logs&app=a&q=x&level=warn&trace=ab&range=1h";
  assert.deepEqual(
    { ...parseOpsView(needOf(search).search), tab: "logs" },
    parseOpsView(search),
  );
  const traces = "?tab=traces&app=a&q=x&only=slow&range=5m";
  assert.deepEqual({ ...parseOpsView(needOf(traces).search), tab: "traces" }, parseOpsView(traces));
});

Deno.test("one application is followed live unless a time or a trace is asked for", () => {
  const searched = (search: string) => isLogSearch(parseOpsView(search));
  assert.deepEqual(["", "?app=a", "?app=a&range=5m", "?app=a&trace=b"].map(searched), [
    true,
    false,
    true,
    true,
  ]);
});

Deno.test("an older list stays while a new one is read, another trace never does", () => {
  const lists = takeAnswer({}, parseOpsView("?tab=traces"), {
    need: needOf("?tab=traces"),
    answer: ok("old"),
  });
  const narrower = parseOpsView("?tab=traces&q=x");
  const shown = shownData(lists, narrower, { kind: "traces" });
  assert.deepEqual([shown.answer, shown.isFresh], [ok("old"), false]);
  const need = needOf("?tab=traces&trace=aa");
  const one = takeAnswer({}, parseOpsView("?tab=traces&trace=aa"), { need, answer: ok("aa") });
  assert.deepEqual(
    shownData(one, parseOpsView("?tab=traces&trace=bb"), { kind: "trace" }),
    { isFresh: false },
  );
});

Deno.test("an answer that comes too late, and what another view showed, is dropped", () => {
  const need = needOf("?tab=traces&q=a");
  const late = takeAnswer({}, parseOpsView("?tab=traces&q=b"), { need, answer: ok(1) });
  assert.deepEqual(late, {});
  const kept = { traces: { search: "", answer: ok(1) } };
  assert.deepEqual(keepNeeded(kept, parseOpsView("?tab=logs")), {});
  assert.deepEqual(keepNeeded(kept, parseOpsView("?tab=traces")), kept);
});

Deno.test("unitOf() knows ready queries, and guesses by names only where that is sure", () => {
  for (const { query, unit } of READY_QUERIES) assert.equal(unitOf(query), unit);
  assert.equal(unitOf("histogram_quantile(0.5, rate(x_seconds_bucket[1m]))"), "seconds");
  assert.equal(unitOf("process_heap_bytes"), "bytes");
  assert.equal(unitOf("rate(oca_bytes_total[1m])"), "number");
});
