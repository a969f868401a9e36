import assert from "node:assert/strict";
import { formatProblem } from "./config_problem.ts";
import { HELLO, problems, refusal } from "./config_fixture.ts";

Deno.test("a refusal shows the lines, carets and fixes, all at once and in order", async () => {
  const text = "services:\n  hello:\n    comand: node x.mjs\n\treplicas: two\n".replace(
    "\t",
    "    ",
  );
  const error = await refusal({ files: { "broken.yaml": text }, file: "broken.yaml" });
  assert.equal(
    error.message,
    `Cannot use broken.yaml as it has 2 errors

broken.yaml:3:5: Unknown key "comand" in services.hello
  3 |     comand: node x.mjs
    |     ^^^^^^
  fix: did you mean "command"?

broken.yaml:4:15: services.hello.replicas must be a whole number from 0 to 50, not "two"
  4 |     replicas: two
    |               ^^^
`,
  );
  assert.equal(error.fix, "mend them, then: netops config validate");
});

Deno.test("an error in the local file is shown there", async () => {
  const files = {
    "netops.yaml": HELLO,
    "netops.local.yaml": "services:\n  hello: {replicas: 51}\n",
  };
  assert.match(
    (await refusal({ files })).message,
    /^netops\.local\.yaml:2:21: services\.hello\.replicas must be a whole number from 0 to 50, not 51$/m,
  );
});

const GOLDENS: readonly { readonly text: string; readonly expected: readonly string[] }[] = [
  { text: "a: 1\na: 2\n", expected: ["2:1 This key stands twice in the same map"] },
  {
    text: "services:\n  a: {command: [x\n",
    expected: [
      "3:1 Flow sequence in block collection must be sufficiently indented and end with a ]",
      "3:1 Flow map in block collection must be sufficiently indented and end with a }",
    ],
  },
  {
    text: "seed: *x\n",
    expected: ["1:1 Unresolved alias (the anchor must be set before the alias): x"],
  },
  {
    text: "- a\n",
    expected: [
      "1:1 The configuration must be a map with the keys platform, services, ports, gateway, " +
      "telemetry, slo, rules, chaos, kv and seed, not a list",
    ],
  },
  {
    text: "slo:\n  a: {objective: 1, query: x}\n  b: {objective: 0, query: x, window: 4m}\n" +
      "  c: {objectve: 0.5, query: x}\n  d: {objective: 0.5}\n  E_: {objective: 0.5, query: x}\n",
    expected: [
      "2:18 slo.a.objective must be a number above 0 and below 1, such as 0.99, not 1",
      "3:18 slo.b.objective must be a number above 0 and below 1, such as 0.99, not 0",
      '3:39 slo.b.window must be a duration from 5m to 720h, such as 500ms, 3s or 2m, not "4m"',
      '4:7 Unknown key "objectve" in slo.c | did you mean "objective"?',
      "5:3 slo.d has no query | add query: PromQL for the good share, 0 to 1",
      '6:3 "E_" cannot be the name of an objective | use at most 63 of a-z, 0-9 and -, a letter first',
    ],
  },
  {
    text:
      "rules:\n  g:\n    rules:\n      - {query: x}\n      - {query: x, record: a, alert: B}\n" +
      "      - {query: x, record: a, for: 1s}\n      - {query: x, record: a, keepFiringFor: 1s}\n" +
      "      - {query: x, record: a, annotations: {}}\n",
    expected: [
      "4:9 A rule must have either record or alert",
      "5:9 A rule must have either record or alert",
      "6:9 A rule that records cannot have for",
      "7:9 A rule that records cannot have keepFiringFor",
      "8:9 A rule that records cannot have annotations",
    ],
  },
  {
    text: "rules:\n  G: {rules: []}\n  g: {intervall: 1s, rules: []}\n  h: {interval: 2h}\n" +
      "  i: {rules: [{querry: x, alert: A}]}\n  j: {rules: [{query: x, record: a-b}]}\n" +
      "  k: {rules: [{query: x, alert: A, labels: {a-b: x}, for: 25h}]}\n" +
      "  l: {rules: [{query: x, alert: A, labels: {a: 1}}]}\n",
    expected: [
      '2:3 "G" cannot be the name of a group of rules | use at most 63 of a-z, 0-9 and -, a letter first',
      '3:7 Unknown key "intervall" in rules.g | did you mean "interval"?',
      "4:3 rules.h has no rules | add rules: a list of rules",
      '4:17 rules.h.interval must be a duration from 1s to 1h, such as 500ms, 3s or 2m, not "2h"',
      '5:16 Unknown key "querry" in rules.i.rules[0] | did you mean "query"?',
      '6:34 rules.j.rules[0].record must be a metric\'s name such as app:errors:rate1m, not "a-b"',
      '7:45 "a-b" cannot be the name of a label | use letters, digits and _',
      '7:59 rules.k.rules[0].for must be a duration from 0s to 24h, such as 500ms, 3s or 2m, not "25h"',
      "8:48 rules.l.rules[0].labels.a must be text in quotes, not 1",
    ],
  },
  {
    text: "rules:\n  slo: {rules: []}\n  g:\n    rules:\n      - {record: r, query: rate(up)}\n" +
      "      - {alert: A, query: 'up[5m]'}\n" +
      "      - {alert: A, query: x, labels: {alertname: b, __name__: c}}\n" +
      "      - {record: r, query: '\"x\"', labels: {alertname: b, __name__: c}}\n",
    expected: [
      '2:3 A group of rules cannot be called "slo" as the alerts of objectives are in it | call it myslo, or what it does',
      '5:28 rules.g.rules[0].query cannot be read: 1:6: parse error: expected type range vector in call to function "rate", got instant vector',
      "6:27 rules.g.rules[1].query must give one value for each series, or a number, not a range of values",
      "7:39 A rule cannot set the label alertname as it is the name of the alert | remove it",
      "7:53 A rule cannot set the label __name__ as alerts have no such name | remove it",
      "8:28 rules.g.rules[3].query must give one value for each series, or a number, not a text",
      "8:58 A rule cannot set the label __name__ as the series is called as record says | remove it",
    ],
  },
  {
    text: "slo:\n  a: {objective: 0.5, query: 'sum((('}\n" +
      "  b: {objective: 0.5, query: 'sum((a[$window]', window: 720h}\n" +
      "  c: {objective: 0.5, query: 'rate(a[$window])', window: 24h}\n" +
      "  d: {objective: 0.5, query: 'a[$window]'}\n",
    expected: [
      "2:30 slo.a.query does not say over which time it asks, as $window is not in it | write [$window] where a time stands, such as rate(requests_total[$window])",
      "3:30 slo.b.query cannot be read: 1:16: parse error: unclosed left parenthesis",
      "3:57 slo.b.window is 720h, longer than telemetry keeps anything (24h) | write telemetry: {retention: 720h}, or a shorter window",
      "5:30 slo.d.query must give one value for each series, or a number, not a range of values",
    ],
  },
  {
    text:
      "telemetry: {retention: 720h}\nslo:\n  a: {objective: 0.5, query: 'rate(a[$window])', window: 720h}\nx: 1\n",
    expected: [
      '4:1 Unknown key "x" | use one of platform, services, ports, gateway, telemetry, slo, rules, chaos, kv, seed',
    ],
  },
  {
    text: "services:\n  a:\n    health: /x\n",
    expected: [
      "2:3 services.a has no command | add command: a command such as [node, server.mjs] or one string",
    ],
  },
  {
    text: "services:\n  a:\n",
    expected: ["2:5 services.a must be a map with a command, not nothing"],
  },
  {
    text: "services:\n  a: {command: []}\n  b: {command: ' '}\n  c: {command: ['']}\n",
    expected: [
      "2:16 services.a.command must be a command such as [node, server.mjs] or one string, not an " +
      "empty list",
      '3:16 services.b.command must be a command such as [node, server.mjs] or one string, not " "',
      "4:16 services.c.command must be a command such as [node, server.mjs] or one string, not a list",
    ],
  },
  {
    text:
      "services:\n  my-app: {command: x, port: 0}\n  My_App: {command: x}\n  9: {command: x}\n" +
      "  fleet: {command: x}\n",
    expected: [
      '2:3 A service cannot be called "my-app" as a hyphen parts app-stack-detail in the names of ' +
      "server groups | call it myapp",
      "2:30 services.my-app.port must be a whole number from 1 to 65535, not 0",
      '3:3 A service cannot be called "My_App" as a name is 1 to 32 lower-case letters and digits, a ' +
      "letter first | call it myapp",
      '4:3 A service cannot be called "9" as a name is 1 to 32 lower-case letters and digits, a ' +
      "letter first | use lower-case letters and digits",
      '5:3 A service cannot be called "fleet" as that name belongs to the platform | call it myfleet, ' +
      "or what it does",
    ],
  },
  {
    text: "services:\n  a: {command: x, dependsOn: [bb, a]}\n  b: {command: x, dependsOn: [c]}\n" +
      "  c: {command: x, dependsOn: [b, zzzzzz]}\n",
    expected: [
      '2:31 a depends on "bb", which is no service | did you mean "b"?',
      "2:35 a depends on itself | remove it from dependsOn",
      "4:31 Services depend on each other in a circle: b → c → b | remove one of them from " +
      "dependsOn; a URL in env may still name it",
      '4:34 c depends on "zzzzzz", which is no service | add zzzzzz under services',
    ],
  },
  {
    text: "services:\n  a: {command: x, port: 7070}\n  b: {command: x, port: 80, replicas: 2}\n" +
      "  c: {command: x, port: 80}\nports: {ops: 7072}\n",
    expected: [
      "2:25 Port 7070 of services.a.port is also that of ports.gateway | choose another port",
      "3:25 b cannot have 2 replicas on the fixed port 80 | remove port and let the service read " +
      "PORT, or set replicas: 1",
      "4:25 Port 80 of services.c.port is also that of services.b.port | choose another port",
      "5:1 Port 7072 of ports.registry is also that of ports.ops | choose another port",
    ],
  },
  {
    text: "services:\n  a: {command: x, port: 6000}\nports: {gateway: 10080}\n",
    expected: [
      "2:25 Cannot use port 6000 as browsers and HTTP clients refuse to call it | choose another " +
      "port, or remove it and let the service read PORT",
      "3:18 Cannot use port 10080 as browsers and HTTP clients refuse to call it | choose another " +
      "port, or 0 for a free one",
    ],
  },
  {
    text: "platform: huge\nsed: x\nzzz: 1\n",
    expected: [
      '1:11 platform must be none, lite, std or full, not "huge"',
      '2:1 Unknown key "sed" | did you mean "seed"?',
      '3:1 Unknown key "zzz" | use one of platform, services, ports, gateway, telemetry, slo, rules, chaos, kv, seed',
    ],
  },
  {
    text: "services:\n  a: {command: x, env: {A-B: x, C: {}, D: }, startTimeout: 2h, limit: 5}\n",
    expected: [
      '2:25 "A-B" cannot be the name of a variable | use letters, digits and _',
      '2:36 services.a.env.C must be text (write "" for an empty variable), not a map',
      '2:43 services.a.env.D must be text (write "" for an empty variable), not nothing',
      "2:60 services.a.startTimeout must be a duration from 100ms to 1h, such as 500ms, 3s or 2m, not " +
      '"2h"',
      "2:71 services.a.limit must be a rate such as 100/s, 50/m or 10/h, not 5",
    ],
  },
  {
    text: "gateway: {instances: 9, allowOrigins: [http://x/, '*']}\n",
    expected: [
      "1:22 gateway.instances must be a whole number from 1 to 8, not 9",
      '1:40 gateway.allowOrigins[0] must be an origin such as http://localhost:5173, not "http://x/"',
      '1:51 gateway.allowOrigins[1] must be an origin such as http://localhost:5173, not "*"',
    ],
  },
  {
    text: "platform: lite\nservices:\n  catalog: {command: x}\n  mine: {command: x, auth: user}\n",
    expected: [
      '3:3 A service cannot be called "catalog" as the platform "lite" has an app of that name; ' +
      "replacing one is not built yet | call it mycatalog, or write platform: none",
    ],
  },
  {
    text: "services:\n  a: {command: x, auth: user}\n  b: {command: x, auth: none}\nkv: {url: x}\n",
    expected: [
      "2:25 Cannot ask callers of a for an access token without the platform's user service | write " +
      "platform: lite",
      "4:1 Cannot use another database server as that is not built yet | remove kv: the platform runs " +
      "a database server of its own",
    ],
  },
];

for (const { text, expected } of GOLDENS) {
  Deno.test(`loadConfig() places the errors of ${JSON.stringify(text.slice(0, 40))}`, async () => {
    assert.deepEqual(await problems(text), expected);
  });
}

Deno.test("paths that are not there are placed", async () => {
  const text = `${HELLO}    dir: ./gone\n  two: {command: x, dir: token}\n`;
  const found = await problems(text, { token: "" });
  assert.match(found[0]!, /^4:10 The dir of hello, \.\/gone, is no folder \| mkdir \/.*\/gone$/);
  assert.match(found[1]!, /^5:26 The dir of two, token, is a file, not a folder/);
  assert.equal(found.length, 2);
});

Deno.test("a variable that asks for what is not built is refused by its name", async () => {
  for (const name of ["NETOPS_KV_URL", "NETOPS_KV_TOKEN_FILE"]) {
    const environment = { [name]: "http://127.0.0.1:1" };
    const error = await refusal({ files: { "netops.yaml": HELLO }, environment });
    const expected = `^${name}: Cannot use another database server as that is not built yet$`;
    assert.match(error.message, new RegExp(expected, "m"));
  }
});

Deno.test("names that JavaScript knows are refused like others", async () => {
  const found = await problems(
    "services:\n  __proto__: {command: x}\n  constructor: {comand: x}\n",
  );
  assert.match(found[0]!, /^2:3 A service cannot be called "__proto__"/);
  assert.match(found[1]!, /^3:17 Unknown key "comand" in services\.constructor/);
});

Deno.test("a flood of errors is cut to ten, and long lines to the width", async () => {
  const keys = Array.from({ length: 13 }, (_, index) => `zz${index}: ${"x".repeat(2_000)}\n`);
  const error = await refusal({ files: { "netops.yaml": keys.join("") } });
  assert.match(error.message, /as it has 13 errors\n/);
  assert.equal(error.message.match(/Unknown key/g)?.length, 10);
  assert.match(error.message, /\n\nand 3 more\n$/);
  assert.equal((error.details.problems as unknown[]).length, 13);
  assert.ok(error.message.split("\n").every((line) => line.length <= 120));
});

Deno.test("formatProblem() keeps the caret under its character in a line that is cut", () => {
  const text = `${"a".repeat(300)}HERE${"b".repeat(300)}`;
  const place = { source: "x.yaml", line: 7, column: 301, length: 4, text };
  const [, line = "", carets = ""] = formatProblem({ place, message: "Bad" }, 60).split("\n");
  assert.equal(line.slice(carets.indexOf("^"), carets.indexOf("^") + 4), "HERE");
  assert.ok(line.length <= 60 && line.endsWith("…") && carets.endsWith("^^^^"));
});

Deno.test("a name that is no file is refused with what it is", async () => {
  const files = { "netops.yaml": HELLO };
  assert.match((await refusal({ files, file: "." })).message, /as it is a folder$/);
  assert.match((await refusal({ files, file: "/dev/null" })).message, /as it is no file$/);
});
