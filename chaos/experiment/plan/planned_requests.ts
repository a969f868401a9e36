import { NetopsError } from "@netops/core";
import type { Experiment } from "../experiment.ts";
import type { InjectRequest } from "../native_actions.ts";
import { substitute } from "../python/template.ts";
import { isMap, memberOf, type Value, type ValueMap } from "../python/value.ts";
import { injectRequest } from "../run/native_activity.ts";
import { loadConfiguration } from "../settings/configuration.ts";
import type { Variables } from "../settings/variables.ts";
import type { Plan, PlannedStep } from "./plan.ts";

/** What a step will ask of the guardian; without a request only the run can tell. */
export interface PlannedRequest {
  readonly phase: PlannedStep["phase"];
  readonly name: string;
  readonly request?: Omit<InjectRequest, "experimentId">;
  /** What nobody can tell before the run. */
  readonly unknown?: string;
}

/** Where values come from before anything runs. */
export interface RequestSources {
  readonly variables: Variables;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The faults of a plan as they will be asked for, with the draws that they will have. What a probe, a file,
 * a secret or an earlier activity will say is not known; nothing is run for it.
 *
 * @throws {NetopsError} CONFIG_INVALID when a value makes no request.
 */
export function plannedRequests(
  { value }: Experiment,
  { steps }: Plan,
  sources: RequestSources,
): PlannedRequest[] {
  const scope = { configuration: knownConfiguration(value, sources), secrets: {} };
  return steps.flatMap(({ phase, index, name, fault }): PlannedRequest[] => {
    if (fault === undefined) return [];
    const list = memberOf(value, phase);
    const entry = Array.isArray(list) ? list.filter(isMap)[index] : undefined;
    const provider = substitute(memberOf(entry, "provider") ?? {}, scope) as ValueMap;
    const unknown = firstPattern(provider);
    if (unknown !== undefined) return [{ phase, name, unknown }];
    return [{ phase, name, request: requestOf(name, provider, fault.seed) }];
  });
}

function requestOf(name: string, provider: ValueMap, seed: string) {
  try {
    const { experimentId: _, ...request } = injectRequest(provider, { seed, experimentId: "" });
    return request;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NetopsError("CONFIG_INVALID", `Cannot ask for the fault of "${name}": ${why}`, {
      ...{ cause, fix: "look at the configuration, --var and --var-file" },
    });
  }
}

function knownConfiguration(experiment: Value, { variables, env }: RequestSources): ValueMap {
  const written = memberOf(experiment, "configuration");
  const known: ValueMap = {};
  for (const [key, value] of Object.entries(isMap(written) ? written : {})) {
    const one = { [key]: value };
    try {
      Object.assign(
        known,
        loadConfiguration(one, { env, vars: { ...variables.configuration } }),
      );
    } catch {
      // The environment of the run may have it: who asks for it is told that nobody knows.
      continue;
    }
    if (isMap(known[key])) delete known[key];
  }
  return known;
}

function firstPattern(value: Value): string | undefined {
  if (typeof value === "string") return /\$\{[^{}]+\}/.exec(value)?.[0];
  const inner = Array.isArray(value) ? value : isMap(value) ? Object.values(value) : [];
  for (const one of inner) {
    const found = firstPattern(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
