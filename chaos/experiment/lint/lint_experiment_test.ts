import assert from "node:assert/strict";
import { z } from "zod";
import { action, document, fault, httpProbe, hypothesis } from "../experiment_fixture.ts";
import { formatDiagnostic } from "./diagnostic.ts";
import { lintText } from "./lint_experiment.ts";

const LATENCY = z.strictObject({
  delayMs: z.number().max(600_000).default(1),
  path: z.string().optional(),
});

function late(parameters: Record<string, unknown>) {
  return { method: [fault("f", { fault: "latency", parameters })] };
}

/** The errors of a document, without their places. */
function errorsOf(given: unknown, world = {}): string[] {
  return lintText(JSON.stringify(given), "x.json", world)
    .filter(({ severity }) => severity === "error").map(({ message }) => message);
}

Deno.test("an experiment that uses every part of the format has nothing wrong with it", () => {
  const given = document({
    tags: ["a"],
    contributions: { reliability: "high" },
    extensions: [{ name: "x", more: 1 }],
    configuration: { n: 5, token: { type: "env", key: "T", default: "x" } },
    secrets: { app: { key: { type: "file", path: "k" } } },
    runtime: { rollbacks: { strategy: "always" }, hypothesis: { strategy: "continuously" } },
    netops: {
      "time-box": "2m",
      "halt-on-deviation": true,
      recovery: { within: "5s", every: "1s" },
    },
    ...hypothesis(
      httpProbe("a", 200),
      httpProbe("b", [200, 204]),
      httpProbe("c", { type: "regex", pattern: "(?i)ok", target: "body" }),
      httpProbe("d", { type: "jsonpath", path: "$.a[?(@.b = 1)]", target: "body" }),
      httpProbe("e", { type: "jsonpath", path: "$.a[?@.b == 1]", target: "body" }),
      httpProbe("f", { type: "range", range: [1, 2], target: "status" }),
      { ref: "m", tolerance: 0 },
    ),
    method: [
      action("m", "echo", { background: true, pauses: { before: 1, after: "${n}" }, timeout: 5 }),
      fault("f1", { percent: 50, parameters: { a: 1 } }),
      fault("f2", { count: 1, target: "${outputs.m.stdout}", hold: true }),
      { type: "action", name: "s", provider: { type: "netops", stop: "f1" } },
      {
        type: "probe",
        name: "w",
        provider: { type: "netops", probe: "x", parameters: {} },
        "wait-until": { tolerance: 1, timeout: "5s", every: "1s" },
      },
      { ref: "a" },
    ],
    rollbacks: [action("r")],
  });
  assert.deepEqual(lintText(JSON.stringify(given), "x.json"), []);
});

Deno.test("a mistake is told with file, line, column, and what was meant", () => {
  const json =
    '{\n  "title": "x",\n  "description": "d",\n  "method": [ { "type": "acton" } ]\n}\n';
  const found = lintText(json, "bad.json").map(formatDiagnostic).join("\n");
  assert.match(
    found,
    /bad\.json:4:17: error: method\[0\]\.type: must be "probe" or "action", not "acton"/,
  );
  assert.match(found, /fix: did you mean "action"\?/);

  const yaml =
    "title: x\ndescription: d\nmethod:\n  - type: action\n    name: a\n    provder: {}\n";
  const [second] = lintText(yaml, "bad.yaml");
  assert.deepEqual([second?.line, second?.column, second?.fix], [6, 5, 'did you mean "provider"?']);
});

Deno.test("syntax that is none is told with its place", () => {
  const cases = [
    ['{"a": 1,\n  }', "x.json", 2, 3],
    ["a: [1\n", "x.yaml", 2, 1],
    ["a: b: c\n", "x.yml", 1, 4],
    ["a: &x [*x]\n", "x.yaml", 1, 8],
    ["a: !!python/name:os.system x\n", "x.yaml", 1, 28],
    ["{}", "x.txt", 1, 1],
    ["[".repeat(100_000), "x.json", 1, 502],
    ["", "x.json", 1, 1],
  ] as const;
  for (const [text, file, line, column] of cases) {
    const [found, ...more] = lintText(text, file);
    assert.deepEqual(
      [found?.line, found?.column, more.length],
      [line, column, 0],
      text.slice(0, 40),
    );
  }
});

Deno.test("a small text that means a huge value is refused", () => {
  const levels = Array.from(
    { length: 12 },
    (_, at) => `l${at}: &l${at} [${Array(10).fill(at === 0 ? "x" : `*l${at - 1}`).join(", ")}]`,
  );
  const [found] = lintText(levels.join("\n"), "bomb.yaml");
  assert.equal(found?.message, "Too many values");
});

Deno.test("what cannot be done is refused by name", () => {
  const python = { type: "python", module: "chaosk8s.pod.actions", func: "terminate_pods" };
  const cases: [unknown, RegExp][] = [
    [
      document({ method: [action("a", "x", { provider: python })] }),
      /chaosk8s\.pod\.actions\.terminate_pods is not built in/,
    ],
    [
      document({ controls: [{ name: "c", provider: { type: "python", module: "m" } }] }),
      /netops runs no Python/,
    ],
    [document({ secrets: { a: { b: { type: "vault", path: "x" } } } }), /Vault cannot be read/],
  ];
  for (const [given, expected] of cases) assert.match(errorsOf(given).join("\n"), expected);
});

Deno.test("references, outputs, faults, probes and tolerances must be there", () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ method: [{ ref: "nope" }] }, /called "nope"/],
    [{ method: [action("a"), { ref: "b" }] }, /called "b"/],
    [{ method: [fault("f", { target: "${outputs.x.y}" })] }, /names no activity/],
    [{ method: [fault("f", { fault: "proces-pause" })] }, /No fault is called "proces-pause"/],
    [{ method: [fault("f", { count: 1, percent: 5 })] }, /either count or percent/],
    [{ method: [fault("f", { percent: 101 })] }, /too large/],
    [{ method: [fault("f", { duration: "3 parsecs" })] }, /duration/],
    [{ method: [action("a", "x", { provider: { type: "netops" } })] }, /needs "fault"/],
    [hypothesis({ ...httpProbe("p", 1), tolerance: undefined }), /needs a tolerance/],
    [hypothesis(httpProbe("p", 1.5)), /whole number/],
    [hypothesis(httpProbe("p", { type: "regx" })), /regex, jsonpath, range or probe/],
    [hypothesis(httpProbe("p", { type: "regex", pattern: "(" })), /missing \)/],
    [hypothesis(httpProbe("p", { type: "jsonpath", path: "nope" })), /Cannot read the path/],
    [hypothesis(httpProbe("p", { type: "range", range: [1] })), /too small/],
    [{ method: [{ ...action("a"), "wait-until": { tolerance: 1 } }] }, /Only a probe/],
    [{ method: [{ ...httpProbe("a", 1), "wait-until": {} }] }, /wait-until needs a tolerance/],
    [{ netops: { "time-box": "soon" } }, /time-box/],
    [{ runtime: { rollbacks: { strategy: "allways" } } }, /strategy/],
    [{ contributions: { a: "huge" } }, /contributions\.a/],
    [{ titel: "x" }, /^$/],
    [
      { method: [{ ...action("a"), provider: { type: "netops", probe: "nosuch" } }] },
      /No probe of netops/,
    ],
    [
      { method: [{ ...action("a"), provider: { type: "netops", stop: "nosuch" } }] },
      /No activity that/,
    ],
    [{ method: [fault("f", { duration: "48h" })] }, /from 100ms to 24h, not 48h/],
    [{ method: [fault("f", { duration: "50ms" })] }, /from 100ms to 24h/],
    [{ method: [fault("f", { duration: `${"9".repeat(400)}h` })] }, /from 100ms to 24h/],
    [late({ delayms: 5 }), /latency has no parameter "delayms"/],
    [late({ delayMs: "x" }), /parameters\.delayMs: must be a number, not "x"/],
    [late({ delayMs: 700_000 }), /delayMs: is too large/],
    [{ netops: { "time-bx": "5s" } }, /Unknown key "time-bx"/],
    [{ netops: { "halt-on-deviaton": true } }, /Unknown key "halt-on-deviaton"/],
    [{ netops: { recovery: { withn: "5s" } } }, /Unknown key "withn"/],
  ];
  const world = {
    faults: { "process-pause": z.strictObject({}), latency: LATENCY },
    probes: ["x"],
  };
  for (const [parts, expected] of cases) {
    assert.match(errorsOf(document(parts), world).join("\n"), expected, JSON.stringify(parts));
  }
});

Deno.test("an unknown key warns; one that is nearly known is an error", () => {
  const [warning] = lintText(JSON.stringify(document({ "x-team": 1 })), "x.json");
  assert.deepEqual([warning?.severity, warning?.message], ["warning", 'Unknown key "x-team"']);
  const { title: _, ...rest } = document({});
  const found = lintText(JSON.stringify({ ...rest, titel: "x" }), "x.json");
  assert.deepEqual(found.map(({ severity, fix }) => [severity, fix]), [[
    "error",
    'did you mean "title"?',
  ]]);
});

Deno.test("what a pattern will put in place of a parameter or a name, only the run knows", () => {
  const world = { faults: { latency: LATENCY }, probes: [] };
  const stop = { type: "action", name: "s", provider: { type: "netops", stop: "${which}" } };
  const pattern = document({
    configuration: { delay: 5, which: "f", time: "48h" },
    method: [
      fault("f", { fault: "latency", duration: "${time}", parameters: { delayMs: "${delay}" } }),
      stop,
    ],
  });
  assert.deepEqual(errorsOf(pattern, world), []);
});

Deno.test("what is nested too deeply is said in words of ours", () => {
  for (const text of [`a: ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`, "- ".repeat(5_000)]) {
    assert.equal(lintText(text, "x.yaml")[0]?.message, "Nested too deeply");
  }
});

Deno.test("a key that stands twice is a warning at its last place: Python takes the last one", () => {
  const texts = [
    ['{"title":"a","description":"d",\n"title":"b","method":[]}', "x.json"],
    ["title: a\ntitle: b\ndescription: d\nmethod: []\n", "x.yaml"],
  ] as const;
  for (const [text, file] of texts) {
    const [found, ...more] = lintText(text, file);
    assert.deepEqual([found?.severity, found?.line, more.length], ["warning", 2, 0]);
    assert.match(found?.message ?? "", /"title" stands there more than once/);
  }
});
