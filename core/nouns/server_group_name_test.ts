import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatServerGroupName,
  nextServerGroupName,
  parseServerGroupName,
  type ServerGroupName,
} from "./server_group_name.ts";
import vectors from "../../tests/data/server_group_names.json" with { type: "json" };

interface NextCase {
  readonly op?: string;
  readonly app: string;
  readonly stack: string | null;
  readonly detail: string | null;
  readonly sequence?: number;
  readonly taken?: readonly (string | readonly [string, number])[];
  readonly expected: string | { readonly error: string };
}

/** What a case of the table comes to: a name, or undefined for a refusal. */
function answerOf(next: NextCase): string | undefined {
  const { app, stack, detail, sequence = 0, taken = [] } = next;
  const rows = taken.map((row) =>
    typeof row === "string" ? { name: row } : { name: row[0], createdAtMs: row[1] }
  );
  try {
    return next.op === "generate"
      ? formatServerGroupName({ app, stack, detail, sequence })
      : nextServerGroupName({ app, stack, detail }, rows);
  } catch {
    return undefined;
  }
}

const part = fc.stringMatching(/^[a-zA-Z0-9._~^]{1,12}$/);
const detail = fc.stringMatching(/^[-a-zA-Z0-9._~^]{1,16}$/);
const anyName: fc.Arbitrary<ServerGroupName> = fc.record({
  app: part,
  stack: fc.option(part),
  detail: fc.option(detail),
  sequence: fc.option(fc.integer({ min: 0, max: 999 })),
}, { noNullPrototype: true });

Deno.test("formatServerGroupName() agrees with Frigga's table", () => {
  for (const { expected, ...name } of vectors.build.cases) {
    assert.equal(formatServerGroupName(name), expected);
  }
});

Deno.test("parseServerGroupName() agrees with Frigga's table", () => {
  for (const { input, ...expected } of vectors.parse.cases) {
    assert.deepEqual(parseServerGroupName(input), expected);
  }
});

Deno.test("nextServerGroupName() agrees with clouddriver's table", () => {
  for (const next of vectors.next.cases as unknown as NextCase[]) {
    const expected = typeof next.expected === "string" ? next.expected : undefined;
    assert.equal(answerOf(next), expected, JSON.stringify(next));
  }
});

Deno.test("a name comes back from parsing as it was, unless its detail looks like a number", () => {
  fc.assert(fc.property(anyName, (name) => {
    const reserved = /(^|-)v\d{3,6}$/;
    fc.pre(name.sequence !== null || !reserved.test(name.detail ?? name.stack ?? ""));
    const { cluster, ...parts } = parseServerGroupName(formatServerGroupName(name)) ?? {};
    assert.deepEqual(parts, name);
    assert.equal(cluster, formatServerGroupName({ ...name, sequence: null }));
  }));
});

Deno.test("formatServerGroupName() takes empty parts for missing ones", () => {
  const name = { app: "app", stack: "", detail: "", sequence: 7 };
  assert.equal(formatServerGroupName(name), "app-v007");
});

Deno.test("formatServerGroupName() refuses odd characters in each part, and numbers out of bounds", () => {
  const good = { app: "app", stack: "stack", detail: "de-tail", sequence: 1 };
  const bad = [
    { app: "my-app" },
    { app: "" },
    { app: "app!" },
    { stack: "a-b" },
    { stack: "a b" },
    { detail: "east!" },
    { detail: "a/b" },
    { sequence: -1 },
    { sequence: 1000 },
    { sequence: 1.5 },
    { sequence: NaN },
  ];
  for (const change of bad) {
    const format = () => formatServerGroupName({ ...good, ...change });
    assert.throws(format, { code: "REQUEST_INVALID" }, JSON.stringify(change));
  }
  assert.equal(formatServerGroupName(good), "app-stack-de-tail-v001");
});

Deno.test("parseServerGroupName() answers undefined for what is no name", () => {
  for (const text of ["", " ", "-v000", "-stack", "app name", "app!-v001", "app\n-v001"]) {
    assert.equal(parseServerGroupName(text), undefined, JSON.stringify(text));
  }
});

Deno.test("parseServerGroupName() reads only -vNNN at the end as a number", () => {
  const read = (text: string) => parseServerGroupName(text);
  assert.equal(read("app-v01")?.stack, "v01");
  assert.equal(read("v001")?.app, "v001");
  assert.equal(read("app-v001-v002")?.cluster, "app-v001");
  assert.equal(read("app-v001-v002")?.sequence, 2);
  assert.equal(read("app--c0usca-v010")?.detail, "c0usca");
  assert.equal(read("app-s--d-v010")?.detail, "-d");
  assert.equal(read("app-v123456")?.sequence, 123_456);
});

Deno.test("nextServerGroupName() wraps after v999 and passes over taken numbers", () => {
  const dev = { app: "app", stack: "dev", detail: null };
  const at = (sequence: string, createdAtMs: number) => ({
    name: `app-dev-v${sequence}`,
    createdAtMs,
  });
  assert.equal(nextServerGroupName(dev, []), "app-dev-v000");
  assert.equal(nextServerGroupName(dev, [at("999", 5)]), "app-dev-v000");
  const wrapped = [at("997", 997), at("998", 998), at("999", 999), at("000", 0)];
  assert.equal(nextServerGroupName(dev, wrapped), "app-dev-v001");
  assert.equal(nextServerGroupName(dev, [at("003", 9), at("007", 1)]), "app-dev-v004");
  assert.equal(nextServerGroupName(dev, [at("003", 0), at("007", 0)]), "app-dev-v008");
});

Deno.test("nextServerGroupName() does not count groups of other clusters", () => {
  const taken = [{ name: "app-dev-v005" }, { name: "apps-v007" }, { name: "odd name!" }];
  assert.equal(nextServerGroupName({ app: "app", stack: null, detail: null }, taken), "app-v000");
});

Deno.test("nextServerGroupName() refuses when all 1,000 numbers are taken", () => {
  const taken = Array.from({ length: 1000 }, (_, sequence) => ({
    name: `app-v${String(sequence).padStart(3, "0")}`,
    createdAtMs: sequence,
  }));
  const app = { app: "app", stack: null, detail: null };
  assert.throws(() => nextServerGroupName(app, taken), { code: "CONFLICT" });
  assert.equal(nextServerGroupName(app, taken.filter((_, at) => at !== 500)), "app-v500");
});
