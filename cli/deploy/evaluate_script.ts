import { NetopsError, type ProgramResult } from "@netops/core";
import { PLATFORM_ROOT } from "@netops/server";
import { placeInStack } from "@netops/pipelines";
import { pathToFileURL } from "node:url";
import type { LintFinding } from "./lint_finding.ts";
import type { PipelineFolder } from "./pipeline_folder.ts";
import { callPlace, type ScriptText } from "./pipeline_places.ts";
import type { ReadContext } from "./read_context.ts";
import { RESULT_MARK, type ScriptError, type ScriptResult } from "./script_result.ts";

const MOST_BYTES = 4_000_000;
const DEADLINE_MS = 30_000;

/** A pipeline as code made it, not checked; or why it made none. */
export type EvaluatedScript = ScriptText & { readonly spec: unknown } | {
  readonly findings: readonly LintFinding[];
};

/**
 * Evaluates a pipeline that is written as code, in a process of its own that may read and nothing else: what
 * it prints, starts or never ends is no matter of this one.
 */
export async function evaluateScript(
  { folder, text }: { readonly folder: PipelineFolder; readonly text: string },
  context: ReadContext,
): Promise<EvaluatedScript> {
  const { file } = folder;
  const url = pathToFileURL(folder.resolve(file.slice(file.lastIndexOf("/") + 1))).href;
  const script = { file, url, text, stages: new Map() };
  const result = resultOf(await runChild(url, script, context), script);
  if ("error" in result) return { findings: [errorFinding(result.error, script)] };
  if ("exports" in result) return { findings: [exportFinding(result, script)] };
  return { ...script, spec: result.spec, stages: new Map(result.places) };
}

async function runChild(
  url: string,
  { file }: ScriptText,
  { env, host }: ReadContext,
): Promise<ProgramResult> {
  const deadline = new AbortController();
  const late = new NetopsError("TIMED_OUT", `Cannot use ${file} as it does not end`, {
    fix: "look for a loop, or an await of something that never comes, in it",
  });
  const cancel = host.timer.after(DEADLINE_MS, () => deadline.abort(late));
  try {
    return await host.createProgramRunner().run({
      command: [
        ...[host.denoPath, "run", "--quiet", "--no-prompt", "--no-lock", "--cached-only"] as const,
        ...["--allow-read", "--allow-env", `--config=${PLATFORM_ROOT}deno.json`],
        ...[new URL("evaluate_pipeline.ts", import.meta.url).href, url],
      ],
      dir: PLATFORM_ROOT,
      env: { ...env, NO_COLOR: "1" },
      limitBytes: MOST_BYTES,
      signal: deadline.signal,
    });
  } finally {
    cancel();
  }
}

function resultOf({ stdout, stderr, code }: ProgramResult, { file }: ScriptText): ScriptResult {
  const decoder = new TextDecoder();
  const line = decoder.decode(stdout).split("\n").findLast((one) => one.startsWith(RESULT_MARK));
  if (line !== undefined) return JSON.parse(line.slice(RESULT_MARK.length));
  const said = decoder.decode(stderr).trim().split("\n").slice(-3).join("; ");
  const message = `${file} ended by itself with code ${code}${said === "" ? "" : `: ${said}`}`;
  return { error: { name: "Error", message, stack: "" } };
}

/** The place of a mistake of the code: its own line, not one of ours that it called. */
function errorFinding(error: ScriptError, script: ScriptText): LintFinding {
  const own = pathToFileURL(PLATFORM_ROOT).href;
  const place = placeInStack(error.stack, {
    isOwn: (url) => url.startsWith(own) && url !== script.url,
  });
  const [head = ""] = error.message.split("\n");
  const fix = error.fix ?? fixOf(error);
  return {
    severity: "error",
    place: place === undefined
      ? { source: script.file, line: 1, column: 1 }
      : callPlace(place, script),
    message: head.replace(/^SyntaxError: /, "").replace(/ at file:\S+$/, "").replace(/\.$/, ""),
    ...(fix === undefined ? {} : { fix }),
  };
}

function fixOf({ name, message }: ScriptError): string | undefined {
  if (name === "NotCapable" || /Requires (net|write|run|sys|ffi|import) access/.test(message)) {
    return "code of a pipeline only describes; what acts is a stage, such as run or http";
  }
  if (/not found in cache|--cached-only/.test(message)) {
    return "get it once with deno cache, or copy what you need of it";
  }
  return undefined;
}

function exportFinding(
  { exports, kind }: { readonly exports: readonly string[]; readonly kind?: string },
  { file }: ScriptText,
): LintFinding {
  const what = kind !== undefined
    ? `exports a ${kind}, not a pipeline`
    : `exports no pipeline${exports.length === 0 ? "" : `, only ${exports.join(", ")}`}`;
  return {
    severity: "error",
    place: { source: file, line: 1, column: 1 },
    message: `It ${what}`,
    fix: "export const pipeline = definePipeline({ … }, (p) => { … })",
  };
}
