import { NetopsError } from "@netops/core";
import { inspectScript, type ScriptFacts } from "@netops/load";
import type { OptionValues } from "../spec.ts";
import type { LOAD_RUN_OPTIONS } from "../tree/load_commands.ts";
import { readRate } from "./read_shape.ts";

/** What a script is inspected with. */
export interface InspectShapedOptions
  extends Pick<Parameters<typeof inspectScript>[1], "programs" | "k6Path" | "dir"> {
  readonly options: Pick<
    OptionValues<typeof LOAD_RUN_OPTIONS>,
    "rate" | "vus" | "for" | "ramp" | "maxVus"
  >;
  /** What the script gets. */
  readonly env: Readonly<Record<string, string>>;
  /** What only k6 gets, such as PATH. */
  readonly around: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string>>;

/**
 * Asks k6 what a script will do when it is told the rate and the time by `RATE` and `FOR`; refuses options that
 * it does not hear, as a load of another shape than was asked for would be judged.
 *
 * @throws {NetopsError} USAGE, CONFIG_INVALID when k6 cannot read the script.
 */
export async function inspectShaped(
  script: string,
  { options, env, around, ...parts }: InspectShapedOptions,
): Promise<{ readonly facts: ScriptFacts | undefined; readonly env: Env }> {
  refuseOutside(options);
  const told = { ...env, ...shapeEnv(options) };
  const inspect = (change: Env) =>
    inspectScript(script, { ...parts, env: { ...around, ...told, ...change } });
  const facts = await inspect({});
  if (facts === undefined) return { facts, env: told };
  if (facts.hasScenarios && options.vus !== undefined) refuse("vus");
  const isHeard = async (change: Env) => (await inspect(change))?.shape !== facts.shape;
  const { RATE, FOR } = shapeEnv(options);
  if (RATE !== undefined && !await isHeard({ RATE: String(Number(RATE) + 1) })) refuse("rate");
  // k6 itself takes the time of one without scenarios.
  const isForScript = FOR !== undefined && facts.hasScenarios;
  if (isForScript && !await isHeard({ FOR: `${(options.for ?? 0) + 1_000}ms` })) refuse("for");
  return { facts, env: told };
}

function shapeEnv(
  { rate, for: durationMs }: InspectShapedOptions["options"],
): Record<string, string> {
  return {
    ...(rate === undefined ? {} : { RATE: String(readRate(rate)) }),
    ...(durationMs === undefined ? {} : { FOR: `${durationMs}ms` }),
  };
}

const UNHEARD = {
  rate: {
    says: "The script does not take its rate from RATE, so --rate would change nothing",
    fix: "in its scenario: rate: Number(__ENV.RATE || 20), or leave --rate out",
  },
  for: {
    says:
      "The script has scenarios that do not take their time from FOR, so --for would change nothing",
    fix: 'in its scenario: duration: __ENV.FOR || "30s", or leave --for out',
  },
  vus: {
    says: "Cannot take --vus with a script that has scenarios: k6 would throw them away",
    fix: "say it in the scenarios of the script",
  },
} as const;

function refuse(what: keyof typeof UNHEARD): never {
  const { says, fix } = UNHEARD[what];
  throw new NetopsError("USAGE", says, { fix });
}

function refuseOutside({ ramp, maxVus }: InspectShapedOptions["options"]): void {
  if (ramp === undefined && maxVus === undefined) return;
  throw new NetopsError("USAGE", "Cannot change the ramp or the VUs of a script from outside", {
    fix: "say it in the options of the script",
  });
}
