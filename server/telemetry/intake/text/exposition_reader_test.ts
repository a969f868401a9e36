import assert from "node:assert/strict";
import fc from "fast-check";
import { ExpositionReader, type ReadExposition } from "./exposition_reader.ts";
import type { ExpositionFormat } from "./line_tail.ts";

interface Sample {
  readonly name: string;
  readonly labels: readonly (readonly [string, string])[];
  readonly value: number;
  readonly tsMs: number | undefined;
}

const name = fc.constantFrom("up", "http_requests_total", "a:b", "x");
const labels = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom("le", "zone", "path", "_x"),
    fc.oneof(fc.string({ maxLength: 12, unit: "grapheme" }), fc.constantFrom('"}\\', "\n", "a b#")),
  ),
  { maxLength: 4, selector: ([key]) => key },
);
const samples = fc.uniqueArray(
  fc.record({
    name,
    labels,
    value: fc.double().map((value) => Object.is(value, -0) ? 0 : value),
    tsMs: fc.option(fc.integer({ min: 0, max: 2e12 }), { nil: undefined }),
  }, { noNullPrototype: true }),
  { maxLength: 30, selector: (sample) => headOf(sample) },
);

function headOf({ name, labels }: Sample): string {
  const inside = labels.map(([key, value]) =>
    `${key}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`
  );
  return inside.length === 0 ? name : `${name}{${inside.join(",")}}`;
}

function print(list: readonly Sample[], format: ExpositionFormat): string {
  const isOpen = format === "openmetrics";
  const lines = list.map((sample) => {
    const value = String(sample.value).replace("Infinity", "Inf");
    const time = sample.tsMs === undefined ? "" : ` ${isOpen ? sample.tsMs / 1_000 : sample.tsMs}`;
    return `${headOf(sample)} ${value}${time}\n`;
  });
  return lines.join("") + (isOpen ? "# EOF\n" : "");
}

function good(answer: ReturnType<ExpositionReader["read"]>): ReadExposition {
  assert.ok(!("reason" in answer), "reason" in answer ? answer.reason : "");
  return answer;
}

function readAll(reader: ExpositionReader, text: string, format: ExpositionFormat): Sample[] {
  const read = good(reader.read(text, format));
  return read.lines.map(({ parsed }, at) => ({
    ...{ name: parsed?.name ?? "", labels: parsed?.labels ?? [] },
    value: read.values[at] ?? NaN,
    tsMs: Number.isNaN(read.timestampsMs[at]) ? undefined : read.timestampsMs[at],
  }));
}

for (const format of ["prometheus", "openmetrics"] as const) {
  Deno.test(`what is printed as ${format} is read back, whatever was read before`, () => {
    const run = fc.array(samples, { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(run, (expositions) => {
      const reader = new ExpositionReader();
      for (const list of expositions) {
        assert.deepEqual(readAll(reader, print(list, format), format), list);
        reader.forgetUnread();
      }
    }));
  });
}

Deno.test("lines that move, go and come are the same series as before", () => {
  const reader = new ExpositionReader();
  const first = good(reader.read("a 1\nb 2\nc 3\n", "prometheus")).lines.slice();
  const second = good(reader.read("b 5\nnew 7\nc 6\na 4\n", "prometheus"));
  assert.deepEqual(
    second.lines.map(({ head }, at) => [head, second.values[at]]),
    [["b", 5], ["new", 7], ["c", 6], ["a", 4]],
  );
  assert.equal(second.lines[0], first[1]);
  assert.equal(second.lines[3], first[0]);
});

Deno.test("a name that begins like the one before it is another series", () => {
  const reader = new ExpositionReader();
  good(reader.read("a 1\n", "prometheus"));
  const read = good(reader.read('a {x="1"} 5\nab 2\n', "prometheus"));
  assert.deepEqual(read.lines.map(({ parsed }) => parsed?.labels), [[["x", "1"]], []]);
  assert.deepEqual([...read.values.slice(0, 2)], [5, 2]);
});

Deno.test("names in quotes hold any character", () => {
  const reader = new ExpositionReader();
  const read = good(reader.read('{"my.metric","zone name"="ü",b="1"} 3\n', "prometheus"));
  assert.deepEqual(read.lines[0]?.parsed, {
    name: "my.metric",
    labels: [["zone name", "ü"], ["b", "1"]],
  });
});

Deno.test("what is said about a family is told once, and again when it changes", () => {
  const reader = new ExpositionReader();
  const text = "# HELP a One\\nline\n# TYPE a counter\n# a remark\na 1\n";
  const facts = { type: "counter", help: "One\nline", unit: "" };
  assert.deepEqual([...good(reader.read(text, "prometheus")).families], [["a", facts]]);
  assert.equal(good(reader.read(text, "prometheus")).families.size, 0);
  const changed = good(reader.read("# HELP a Two\na 1\n", "prometheus"));
  assert.deepEqual([...changed.families], [["a", { ...facts, help: "Two" }]]);
});

Deno.test("an exemplar is told when it is new", () => {
  const reader = new ExpositionReader();
  const text = (id: string) => `a_bucket{le="1"} 5 # {trace_id="${id}"} 0.25 1700000000.5\n# EOF\n`;
  const first = good(reader.read(text("t1"), "openmetrics")).exemplars;
  assert.deepEqual(first.map(({ labels, value, tsMs }) => ({ labels, value, tsMs })), [
    { labels: [["trace_id", "t1"]], value: 0.25, tsMs: 1_700_000_000_500 },
  ]);
  assert.equal(good(reader.read(text("t1"), "openmetrics")).exemplars.length, 0);
  assert.equal(good(reader.read(text("t2"), "openmetrics")).exemplars.length, 1);
});

Deno.test("lines may end as on Windows, and the last one need not end at all", () => {
  const reader = new ExpositionReader();
  for (let n = 0; n < 2; n++) {
    const read = good(reader.read('# TYPE a gauge\r\na{b="c"} 1\r\n\r\n  d 2 7', "prometheus"));
    assert.deepEqual([read.values[0], read.values[1], read.timestampsMs[1]], [1, 2, 7]);
  }
});

Deno.test("the same series twice counts once, as it was first", () => {
  const reader = new ExpositionReader();
  for (let n = 0; n < 3; n++) {
    const read = good(reader.read("a 1\na 2\nb 3\n", "prometheus"));
    assert.deepEqual([read.duplicates, read.length, read.values[0]], [1, 2, 1]);
  }
});

const HOSTILE: readonly (readonly [string, ExpositionFormat, RegExp])[] = [
  ["a\n", "prometheus", /line 1: its value/],
  ["a b\n", "prometheus", /its value/],
  ["a 0x10\n", "prometheus", /its value/],
  ["a 1 2 3\n", "prometheus", /its value/],
  ["a 1 now\n", "prometheus", /its value/],
  ["a 1 1e300\n", "prometheus", /its value/],
  ["a 1 # {} 1\n", "prometheus", /its value/],
  ["1a 1\n", "prometheus", /name and labels/],
  ["ä 1\n", "prometheus", /name and labels/],
  ["<html><body>no metrics here</body></html>", "prometheus", /line 1/],
  ['{"json": true}', "prometheus", /name and labels/],
  ['a{b="c" 1\n', "prometheus", /braces/],
  ['a{b="c 1\n', "prometheus", /braces/],
  ['a{b="c\\"} 1\n', "prometheus", /braces/],
  ["a{b=c} 1\n", "prometheus", /name and labels/],
  ['a{b="c"d="e"} 1\n', "prometheus", /name and labels/],
  ['a{b="c",b="d"} 1\n', "prometheus", /name and labels/],
  ['a{"b"} 1\n', "prometheus", /name and labels/],
  ['{"a","b"} 1\n', "prometheus", /name and labels/],
  ['{b="c"} 1\n', "prometheus", /name and labels/],
  ['a{1b="c"} 1\n', "prometheus", /name and labels/],
  ["a{,} 1\n", "prometheus", /name and labels/],
  ['a{b="c",,} 1\n', "prometheus", /name and labels/],
  ["a} 1\n", "prometheus", /name and labels/],
  ["\u0000\u0001\u0002 1\n", "prometheus", /name and labels/],
  [`a{b="${"x".repeat(70_000)}"} 1\n`, "prometheus", /longer than 65536/],
  ["a 1\n", "openmetrics", /EOF/],
  ["a 1\n# EOF\nb 1\n", "openmetrics", /behind # EOF/],
  [" a 1\n# EOF\n", "openmetrics", /name and labels/],
  ["a 1 # {x=1} 1\n# EOF\n", "openmetrics", /exemplar/],
  ['a 1 # {x="1"}\n# EOF\n', "openmetrics", /exemplar/],
  ['a 1 # {x="1"} 1 2 3\n# EOF\n', "openmetrics", /exemplar/],
  ["a 1 #\n# EOF\n", "openmetrics", /exemplar/],
  ["", "openmetrics", /EOF/],
];

Deno.test("one malformed line makes an exposition worthless, and the reader reads on", () => {
  const reader = new ExpositionReader();
  for (const [text, format, reason] of HOSTILE) {
    for (const lead of ["", "fine 1\n"]) {
      const answer = reader.read(lead + text, format);
      assert.ok("reason" in answer, text.slice(0, 80));
      assert.match(answer.reason, lead === "" ? reason : /./);
    }
    assert.equal(good(reader.read("fine 1\n", "prometheus")).length, 1);
  }
});

Deno.test("an exposition with too many samples counts for nothing, and fills no memory", () => {
  const reader = new ExpositionReader({ mostSamples: 10, longestLine: 1_000 });
  const text = (count: number, lead = "s") =>
    Array.from({ length: count }, (_, at) => `${lead}${at} 1\n`).join("");
  good(reader.read(text(10), "prometheus"));
  assert.deepEqual(reader.read(text(11), "prometheus"), { reason: "more than 10 samples" });
  good(reader.read(text(10, "# remark ") + text(1), "prometheus"));
  for (let n = 0; n < 10; n++) good(reader.read(text(500, `# remark ${n}`), "prometheus"));
  assert.ok(reader.known.size < 40, `${reader.known.size}`);
  reader.forgetUnread();
  assert.ok(reader.known.size <= 20);
});

Deno.test("any text at all is read or refused", () => {
  const reader = new ExpositionReader();
  const piece = fc.constantFrom(
    ...["a", "{", "}", '"', "\\", "=", ",", " ", "\n", "#", "# EOF", "1", "\t", "\r\n", "TYPE"],
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }),
      fc.constantFrom<ExpositionFormat>("prometheus", "openmetrics"),
      (pieces, format) => void reader.read(pieces.join(""), format),
    ),
    { numRuns: 3_000 },
  );
});
