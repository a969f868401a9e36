import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import { checkTypes } from "../deploy/check_types.ts";
import {
  findingDocument,
  formatFinding,
  type LintFinding,
  sortFindings,
} from "../deploy/lint_finding.ts";
import { isPipelineScript, readPipeline } from "../deploy/read_pipeline.ts";
import { harmless } from "../print/text_width.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DEPLOY_LINT_OPTIONS } from "../tree/deploy_lint_commands.ts";

const BAD = 2;

/** Looks pipelines over; exit 2 when there is a mistake in one. Needs no platform. */
export async function run(
  { rest: files, options: { schema, strict } }: ParsedCommand<typeof DEPLOY_LINT_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { globals, print } = context;
  if (schema) {
    const { pipelineJsonSchema } = await import("@netops/pipelines/definition");
    print.line(JSON.stringify(pipelineJsonSchema(), null, 2));
    return 0;
  }
  if (files.length === 0) {
    throw new NetopsError("USAGE", "Cannot lint without a file", {
      fix: "netops deploy lint release.yaml",
    });
  }
  const findings: LintFinding[] = [];
  for (const file of files) findings.push(...await lint(file, context));
  const isGood = findings.every(({ severity }) => !strict && severity === "warning");
  if (globals.json) {
    const schema = "netops.deploy.lint/v1";
    print.document({ schema, ok: isGood, files, findings: findings.map(findingDocument) });
  } else show(files, findings, context);
  return isGood ? 0 : BAD;
}

async function lint(file: string, context: CommandContext): Promise<readonly LintFinding[]> {
  const [{ findings }, types] = await Promise.all([
    readPipeline(file, context),
    /\.m?ts$/i.test(file) && isPipelineScript(file) ? checkTypes(file, context) : [],
  ]);
  // Types of code that cannot even be read are no news.
  const isBroken = findings.some(({ severity }) => severity === "error");
  const told = types.filter(({ severity }) => severity === "error" || !isBroken);
  return sortFindings([...told, ...findings]);
}

function show(
  files: readonly string[],
  findings: readonly LintFinding[],
  { print }: CommandContext,
): void {
  if (findings.length === 0) {
    const mark = print.plain ? "ok" : "✓";
    for (const file of files) print.line(`${print.paint("green", mark)} ${harmless(file)} is fine`);
    return;
  }
  const width = print.streams.out.isTerminal ? print.streams.out.size().columns : undefined;
  print.line(findings.map((one) => harmless(formatFinding(one, width))).join("\n\n"));
}
