import assert from "node:assert/strict";
import type { Rng } from "@netops/core";
import { createFixedRng } from "@netops/core/testing";
import { oracleTest } from "../../tools/oracle.ts";
import { ChaosToolkit } from "../harness/chaos_toolkit.ts";
import {
  CASE_ENV,
  type CaseOptions,
  outcomeDifference,
  runOurs,
  runTheirs,
  type ToolkitCase,
} from "./chaostoolkit_rig.ts";
import { serveExperiments } from "./chaostoolkit_server.ts";

const CASES = Number(Deno.env.get("NETOPS_DAMAGED") ?? 150);
const SEED = Deno.env.get("NETOPS_DAMAGED_SEED") ?? "damaged";
const AT_ONCE = 3;

const ODD: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 5, 1.5, "", "x", "${n}", "${nope}", "$n", "$$"],
  ...[[], [1], ["a", 2], {}, { a: 1 }, { type: "x" }, [null], "200", 200, [200, 299], "process"],
];

function good(): Record<string, unknown> {
  const echo = (text: string) => ({ type: "process", path: "echo", arguments: [text, "${n}"] });
  return {
    title: "t ${n}",
    description: "d",
    tags: ["a"],
    configuration: { n: 5, e: { type: "env", key: "NETOPS_TEST_N", env_var_type: "int" } },
    secrets: { s: { k: "v" } },
    controls: [{ name: "c", provider: { type: "python", module: "no.such" } }],
    runtime: { rollbacks: { strategy: "default" }, hypothesis: { strategy: "default" } },
    "steady-state-hypothesis": {
      title: "h",
      probes: [
        { type: "probe", name: "p", tolerance: 0, provider: echo("p") },
        {
          type: "probe",
          name: "q",
          tolerance: { type: "jsonpath", path: "$.a", expect: 1, target: "body" },
          provider: { type: "http", url: "__URL__/json", timeout: 3, headers: { "X-A": "b" } },
        },
        {
          type: "probe",
          name: "r",
          tolerance: { type: "regex", pattern: "^r ", target: "stdout" },
          provider: echo("r"),
        },
        {
          type: "probe",
          name: "s",
          tolerance: { type: "range", range: [1, 300], target: "status" },
          provider: { type: "http", url: "__URL__/text", method: "GET", arguments: { a: "${n}" } },
        },
      ],
    },
    method: [
      { type: "action", name: "m", provider: echo("m"), pauses: { before: 0, after: 0.01 } },
      {
        type: "action",
        name: "w",
        provider: { type: "http", url: "__URL__/echo", method: "POST", arguments: { b: [1, 2] } },
      },
      {
        type: "probe",
        name: "y",
        provider: { type: "python", module: "os.path", func: "exists", arguments: { path: "/" } },
      },
      { ref: "m" },
    ],
    rollbacks: [{ type: "action", name: "z", provider: echo("z") }],
  };
}

oracleTest(
  "chaostoolkit",
  "experiments: damaged ones fare as with the Chaos Toolkit",
  async ({ path }) => {
    const rng = createFixedRng(SEED);
    const cases = Array.from({ length: CASES }, () => damagedCase(rng));
    const server = serveExperiments();
    const differences: string[] = [];
    const work = async () => {
      await using toolkit = new ChaosToolkit(path, CASE_ENV);
      for (let next = cases.pop(); next !== undefined; next = cases.pop()) {
        const theirs = await runTheirs(toolkit, next, server.url);
        const ours = await runOurs(next, server.url);
        const difference = outcomeDifference(theirs, ours);
        if (difference !== undefined) differences.push(`${difference}\n${describe(next)}`);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } finally {
      await server.stop();
    }
    assert.equal(differences.length, 0, `${differences.length} differ:\n${differences.join("\n")}`);
  },
);

function damagedCase(rng: Rng): ToolkitCase & { readonly damage: string } {
  const copy = good();
  const damage = Array.from({ length: 1 + rng.integer(2) }, () => damageOne(copy, rng)).join("; ");
  const options: CaseOptions = rng.next() < 0.3 ? { noValidation: true } : {};
  return { file: "e.json", text: JSON.stringify(copy), options, damage };
}

/** Removes one member, or gives it an odd value. */
function damageOne(root: Record<string, unknown>, rng: Rng): string {
  let holder: Record<string, unknown> = root;
  let trail = "";
  for (;;) {
    const keys = Object.keys(holder);
    const key = keys[rng.integer(keys.length)];
    if (key === undefined) return `${trail} is empty`;
    trail += `/${key}`;
    const inner = holder[key];
    if (typeof inner === "object" && inner !== null && rng.next() < 0.8) {
      holder = inner as Record<string, unknown>;
      continue;
    }
    if (rng.next() < 0.25 && !Array.isArray(holder)) {
      delete holder[key];
      return `${trail} removed`;
    }
    const odd = structuredClone(ODD[rng.integer(ODD.length)]);
    // A pause of minutes would show nothing more.
    holder[key] = trail.includes("pauses") && Number(odd) > 0 ? 0.02 : odd;
    return `${trail} = ${JSON.stringify(holder[key])}`;
  }
}

function describe(given: ToolkitCase): string {
  const { damage } = given as ToolkitCase & { damage: string };
  return `   ${damage} ${JSON.stringify(given.options)}`;
}
