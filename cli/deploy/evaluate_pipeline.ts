import { NetopsError } from "@netops/core";
import { stagePlaces } from "@netops/pipelines";
import { RESULT_MARK, type ScriptResult } from "./script_result.ts";

/*
 * A process of its own that evaluates one pipeline written as code, with no right but to read. What the
 * code prints comes before the mark, and counts for nothing.
 */
if (import.meta.main) {
  const [url = ""] = Deno.args;
  const result = JSON.stringify(await evaluate(url));
  Deno.stdout.writeSync(new TextEncoder().encode(`\n${RESULT_MARK}${result}\n`));
}

async function evaluate(url: string): Promise<ScriptResult> {
  try {
    const module: Readonly<Record<string, unknown>> = await import(url);
    const spec = await (module["default"] ?? module["pipeline"]);
    if (spec === undefined) return { exports: Object.keys(module) };
    if (typeof spec !== "object" || spec === null) return { exports: [], kind: typeof spec };
    return { spec, places: [...stagePlaces(spec)] };
  } catch (error) {
    const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const fix = error instanceof NetopsError ? error.fix : undefined;
    return { error: { name, message, stack, ...(fix === undefined ? {} : { fix }) } };
  }
}
