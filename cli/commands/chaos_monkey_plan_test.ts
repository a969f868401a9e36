import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { FakeClock } from "@netops/core/testing";
import type { CommandContext } from "../command_context.ts";
import { Printer } from "../print/printer.ts";
import type { ParsedCommand } from "../spec.ts";
import type { MONKEY_PLAN_OPTIONS } from "../tree/monkey_commands.ts";
import { run } from "./chaos_monkey_plan.ts";

type Options = ParsedCommand<typeof MONKEY_PLAN_OPTIONS>["options"];

/** Noon of a Wednesday in Los Angeles. */
const NOON_MS = Temporal.ZonedDateTime.from("2026-10-14T12:00[America/Los_Angeles]")
  .epochMilliseconds;

/** Runs `plan` where no platform is. */
async function plan(options: Partial<Options>, { json = true, knobs = "" } = {}) {
  const cwd = await Deno.makeTempDir({ prefix: "netops-plan-" });
  let out = "";
  const terminal = {
    isTerminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text: string) => (out += text).length > 0,
  };
  const looks = {
    json,
    jsonl: false,
    quiet: false,
    verbose: false,
    color: undefined,
    plain: false,
  };
  const host = { ...createHost(), clock: new FakeClock(NOON_MS) };
  try {
    await Deno.writeTextFile(`${cwd}/knobs.yaml`, knobs);
    const context = {
      ...{ host, env: { NETOPS_HOME: `${cwd}/.netops` }, cwd, globals: looks },
      print: new Printer(looks, { out: terminal, err: terminal, env: {} }),
    } as unknown as CommandContext;
    const all: Options = {
      ...{ kind: "chaos", config: undefined, seed: undefined, day: undefined, group: ["shop"] },
      ...options,
    };
    assert.equal(await run({ args: {}, rest: [], options: all }, context), 0);
    return json ? JSON.parse(out) : out;
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const DAILY = "defaults: { probability: 1 }\n";

Deno.test("plan needs no platform for groups that are given, and is for today without --day", async () => {
  const document = await plan({ group: ["shop", "cart"] });
  assert.deepEqual([document.schema, document.day, document.kind], [
    ...["netops.monkey.plan/v1", "2026-10-14", "chaos"],
  ]);
  assert.deepEqual(document.groups.map(({ group }: { group: string }) => group), ["cart", "shop"]);
  assert.match((await plan({ day: "2026-10-17" })).reason, /weekend/);
  await assert.rejects(plan({ day: "2026-02-30" }), { code: "USAGE", fix: /2026-10-14/ });
});

Deno.test("plan follows --config, --seed and --kind", async () => {
  const options = { config: "knobs.yaml" };
  const first = await plan({ ...options, seed: "a" }, { knobs: DAILY });
  assert.equal(first.groups[0].hits.length, 1);
  assert.deepEqual(await plan({ ...options, seed: "a" }, { knobs: DAILY }), first);
  const other = await plan({ ...options, seed: "b" }, { knobs: DAILY });
  assert.notEqual(other.groups[0].hits[0].atMs, first.groups[0].hits[0].atMs);
  const never = await plan(options, { knobs: "defaults: { probability: 0 }\n" });
  assert.equal(never.groups[0].hits.length, 0);
  const late = await plan({ ...options, kind: "latency", seed: "a" }, { knobs: DAILY });
  assert.match(late.groups[0].hits[0].strategy, /^(Delay|Abort)$/);
});

Deno.test("plan says in words what comes, and why nothing does", async () => {
  const words = await plan({ config: "knobs.yaml", group: ["shop", "cart"], seed: "a" }, {
    ...{ json: false, knobs: `${DAILY}groups: { cart: { enabled: false } }\n` },
  });
  assert.match(words, /^Chaos Monkey on 2026-10-14, within 9:00 to 15:00/);
  assert.match(words, /^ {2}cart: nothing, opted out$/m);
  assert.match(words, /^ {2}shop: \d\d:\d\d:\d\d ShutdownInstance$/m);
  assert.match(words, /^seed a, on the leash$/m);
});

Deno.test("plan without groups and without a platform says what is missing", async () => {
  await assert.rejects(plan({ group: [] }), { code: "NOT_RUNNING" });
});
