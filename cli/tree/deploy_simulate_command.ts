import type { CommandSpec, OptionSpecs } from "../spec.ts";
import { RELEASE_OPTIONS } from "./deploy_run_commands.ts";

const { from: _from, prometheus: _prometheus, ...RELEASE } = RELEASE_OPTIONS;

/** Options of `deploy simulate`: those of a release, and what it meets. */
export const SIMULATE_OPTIONS = {
  ...RELEASE,
  rate: {
    kind: "int",
    value: "N",
    min: 1,
    max: 100_000,
    default: 200,
    help: "requests a second, over all groups together",
  },
  model: {
    kind: "string",
    value: "NAME",
    repeat: true,
    help: "only this bad release, as the table names it (default: all)",
  },
  seed: { kind: "string", value: "SEED", default: "1", help: "the same seed, the same numbers" },
  mostFalse: {
    kind: "string",
    value: "PERCENT",
    default: "2",
    help: "exit 5 when more good releases than this are not promoted",
  },
  leastCaught: {
    kind: "string",
    value: "PERCENT",
    default: "95",
    help: "exit 5 when fewer bad releases than this are rolled back",
  },
} as const satisfies OptionSpecs;

/** `deploy simulate`: what a strategy and a judge make of many releases, before any user meets one. */
export const DEPLOY_SIMULATE: CommandSpec = {
  name: "simulate",
  summary: "reckon good and bad releases in virtual time, and count what becomes of them",
  details: [
    "N good releases and as many bad ones go through the same stage and the same judge as real ones, against " +
    "simulated traffic on a clock of their own. Needs no platform. Exit 5 when too many good ones are not promoted " +
    "or too few bad ones are rolled back.",
  ],
  args: [{ name: "deploys", help: "how many of each (default 50)" }],
  options: SIMULATE_OPTIONS,
  output: ["json"],
  examples: [
    {
      line: "netops deploy simulate 100 --strategy canary --steps 10,50 --bake 30s",
      says: "how often right, how soon, at what cost",
    },
    {
      line: "netops deploy simulate 20 --model refusals --rate 50",
      says: "whether little traffic would show it",
    },
  ],
  load: () => import("../commands/deploy_simulate.ts"),
};
