import { PLATFORM_ROOT } from "@netops/server";
import { placeInStack } from "@netops/pipelines";
import { pathToFileURL } from "node:url";
import type { LintFinding } from "./lint_finding.ts";
import { pipelineFolder, readPipelineText } from "./pipeline_folder.ts";
import { callPlace } from "./pipeline_places.ts";
import type { ReadContext } from "./read_context.ts";

const MOST_BYTES = 1_000_000;
const DEADLINE_MS = 60_000;

/**
 * Checks the types of a pipeline that is written in TypeScript, as an editor would: outputs that are misspelt,
 * values of the wrong type, keys that are not there.
 */
export async function checkTypes(
  file: string,
  { cwd, env, host }: ReadContext,
): Promise<readonly LintFinding[]> {
  const url = pathToFileURL(pipelineFolder(file, cwd).resolve(file.split("/").at(-1)!)).href;
  const text = readPipelineText(file, cwd);
  const deadline = new AbortController();
  const cancel = host.timer.after(DEADLINE_MS, () => deadline.abort());
  try {
    const { code, stdout, stderr } = await host.createProgramRunner().run({
      command: [
        ...[host.denoPath, "check", "--quiet", "--no-lock", "--cached-only"] as const,
        ...[`--config=${PLATFORM_ROOT}deno.json`, url],
      ],
      dir: PLATFORM_ROOT,
      env: { ...env, NO_COLOR: "1" },
      limitBytes: MOST_BYTES,
      signal: deadline.signal,
    });
    if (code === 0) return [];
    const decoder = new TextDecoder();
    return typeFindings(decoder.decode(stderr) + decoder.decode(stdout), { file, url, text });
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
    return [unchecked(file, "it took too long")];
  } finally {
    cancel();
  }
}

const ERROR = /^(TS\d+) \[ERROR\]: (.*)$/;

/** Reads what Deno says of types: a line with the error, and further down its place. */
export function typeFindings(
  said: string,
  script: { readonly file: string; readonly url: string; readonly text: string },
): readonly LintFinding[] {
  const lines = said.split("\n");
  const findings = lines.flatMap((line, at): LintFinding[] => {
    const [, code, message] = ERROR.exec(line) ?? [];
    if (code === undefined || message === undefined) return [];
    const place = placeInStack(lines.slice(at + 1).join("\n"), { isOwn: () => false });
    if (place === undefined) return [];
    const text = `${message.replace(/\.$/, "")} (${code})`;
    return [{ severity: "error", place: callPlace(place, script), message: text }];
  });
  if (findings.length > 0) return findings;
  const why = lines.findLast((line) => line.startsWith("error: ")) ?? "Deno did not say why";
  return [unchecked(script.file, why.replace(/^error: /, ""))];
}

function unchecked(file: string, why: string): LintFinding {
  const message = `Its types could not be checked: ${why}`;
  return { severity: "warning", place: { source: file, line: 1, column: 1 }, message };
}
