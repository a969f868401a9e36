import { formatDiagnostic, lintText, type LintWorld } from "@netops/chaos/experiment";
import { FAULT_KINDS } from "@netops/chaos/faults";
import { PLATFORM_PROBES, type RunOrder } from "@netops/chaos/runner";
import { NetopsError } from "@netops/core";

/** The words of experiments that netops itself gives a meaning. */
export const LINT_WORLD: LintWorld = {
  faults: Object.fromEntries(FAULT_KINDS.map(({ kind, parameters }) => [kind, parameters])),
  probes: PLATFORM_PROBES.map(({ name }) => name),
};

/** Every mistake is told before anything runs. @throws {NetopsError} CONFIG_INVALID */
export function refuseMistakes({ file, text }: Pick<RunOrder, "file" | "text">): void {
  const mistakes = lintText(text, file, LINT_WORLD).filter(({ severity }) => severity === "error");
  const [first] = mistakes;
  if (first === undefined) return;
  const { fix = `netops chaos lint ${file}`, ...place } = first;
  const rest = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : "";
  throw new NetopsError("CONFIG_INVALID", `${formatDiagnostic(place)}${rest}`, {
    ...{ fix, details: { diagnostics: mistakes.map(formatDiagnostic) } },
  });
}
