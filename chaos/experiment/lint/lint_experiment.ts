import type { Experiment } from "../experiment.ts";
import type { Path } from "../document/place.ts";
import { SyntaxProblem } from "../document/place.ts";
import { readExperiment } from "../experiment.ts";
import { isMap, memberOf, type Value, type ValueMap } from "../python/value.ts";
import { experimentSchema } from "../schema/schema.ts";
import { isName } from "../run/outputs.ts";
import { additionFindings } from "./addition_findings.ts";
import { activityFindings } from "./activity_findings.ts";
import { cohortFindings } from "./cohort_findings.ts";
import type { Diagnostic, Finding } from "./diagnostic.ts";
import type { LintWorld } from "./lint_world.ts";
import { shapeFindings, show } from "./shape.ts";

/** Looks a file over: every mistake with its place, line by line. Never throws, and never runs anything. */
export function lintText(text: string, file: string, lintOptions: LintWorld = {}): Diagnostic[] {
  try {
    return lintExperiment(readExperiment(text, file), lintOptions);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return [{ severity: "error", file, path: [], message: error.message, ...error.place }];
  }
}

/** Looks an experiment over by the strict rules. */
export function lintExperiment(experiment: Experiment, world: LintWorld = {}): Diagnostic[] {
  const { value, places, file } = experiment;
  const findings: readonly Finding[] = isMap(value)
    ? experimentFindings(value, world)
    : [{ path: [], message: `An experiment must be a mapping, not ${show(value)}` }];
  return [...findings, ...places.repeated.map(repeatedFinding)].map((finding): Diagnostic => ({
    ...finding,
    severity: finding.severity ?? "error",
    file,
    ...places.find(finding.path),
  })).sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Python takes such a file, so it is no error. */
function repeatedFinding(path: Path): Finding {
  const message = `The key "${path.at(-1)}" stands there more than once, and only the last counts`;
  return { severity: "warning", path, message };
}

function experimentFindings(value: ValueMap, world: LintWorld): Finding[] {
  const hypothesis = value["steady-state-hypothesis"];
  const probes = listAt(hypothesis, "probes");
  const [method, rollbacks] = [listAt(value, "method"), listAt(value, "rollbacks")];
  const names = [...probes, ...method].map((entry) => memberOf(entry, "name"))
    .filter((name) => typeof name === "string");
  const faultNames = [...method, ...rollbacks]
    .filter((entry) => typeof memberOf(memberOf(entry, "provider"), "fault") === "string")
    .map((entry) => String(memberOf(entry, "name")));
  const context = { names, faultNames, world };
  const each = (list: readonly Value[], path: Path) =>
    list.flatMap((entry, at) => activityFindings(entry, [...path, at], context));
  return [
    ...shapeFindings(experimentSchema, value, []).map(tellControls),
    ...each(probes, ["steady-state-hypothesis", "probes"]).map(tellControls),
    ...probes.flatMap(missingTolerance),
    ...each(method, ["method"]).map(tellControls),
    ...each(rollbacks, ["rollbacks"]).map(tellControls),
    ...vaultFindings(value["secrets"], ["secrets"]),
    ...additionFindings(value),
    ...cohortFindings(value),
    ...outputFindings(value, [], outputNames([...probes, ...method, ...rollbacks])),
  ];
}

function listAt(holder: Value | undefined, key: string): Value[] {
  const list = memberOf(holder, key);
  return Array.isArray(list) ? list : [];
}

/** Controls are Python modules: what they would do cannot be left out in silence. */
function tellControls(finding: Finding): Finding {
  if (finding.path.at(-1) !== "controls") return finding;
  return {
    path: finding.path,
    message: "Controls are Python modules, and netops runs no Python",
    fix: "leave them out, or run with --compat chaostoolkit, which skips them",
  };
}

function missingTolerance(probe: Value, at: number): Finding[] {
  if (!isMap(probe) || Object.hasOwn(probe, "tolerance")) return [];
  return [{
    path: ["steady-state-hypothesis", "probes", at],
    message: "A probe of the hypothesis needs a tolerance",
  }];
}

function vaultFindings(secrets: Value | undefined, path: Path): Finding[] {
  if (!isMap(secrets)) return [];
  return Object.entries(secrets).flatMap(([key, value]) => {
    if (memberOf(value, "type") !== "vault") return vaultFindings(value, [...path, key]);
    const message = "Secrets of Vault cannot be read";
    return [{ path: [...path, key], message, fix: "use type env or file" }];
  });
}

function outputNames(entries: readonly Value[]): string[] {
  return entries.map((entry) => memberOf(entry, "name")).filter((name) => typeof name === "string");
}

function outputFindings(value: Value, path: Path, names: readonly string[]): Finding[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => outputFindings(item, [...path, at], names));
  }
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      outputFindings(item, [...path, key], names)
    );
  }
  if (typeof value !== "string") return [];
  return [...value.matchAll(/\$\{outputs\.([^{}]+)\}/g)]
    .filter(([, reference = ""]) => !names.some((name) => isName(name, reference)))
    .map(([all]) => ({ path, message: `${all} names no activity of this experiment` }));
}
