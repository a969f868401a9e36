import type { LoadOrder } from "../run/load_order.ts";
import type { EngineEnd } from "./engine_port.ts";

/** After these exit codes the verdict finds words of its own. Source: grafana/k6, errext/exitcodes. */
const SPOKEN: ReadonlySet<number> = new Set([0, 99, 107, 110]);

/** The built-in engine was told to end: by a signal, or as its runner is gone. */
const STOPPED = 130;

/** Says why a load did not run to its end, in words; undefined when it did. */
export function endedEarly(
  { engine }: Pick<LoadOrder, "engine">,
  { exitCode, signal }: EngineEnd,
  lastWords: readonly string[],
): string | undefined {
  const name = engine === "k6" ? "k6" : "the built-in engine";
  const words = lastWords.length === 0 ? "" : `: ${lastWords.join(" | ")}`;
  if (exitCode === undefined) return `${name} was ended by ${signal ?? "a signal"}${words}`;
  if (engine === "k6" ? SPOKEN.has(exitCode) : exitCode === 0) return undefined;
  // k6's own codes have words in the verdict, which knows no others.
  if (engine === "k6" && words === "") return undefined;
  if (engine === "builtin" && exitCode === STOPPED) {
    return `${name} was stopped before the load was over${words}`;
  }
  return `${name} ended with exit code ${exitCode}${words}`;
}
