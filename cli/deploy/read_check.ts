import { NetopsError } from "@netops/core";
import type { PipelineSpecInput } from "@netops/core/contracts";

type DeployStageInput = Extract<PipelineSpecInput["stages"][number], { type: "deploy" }>;

/** A check of `--check`, before defaults. */
export type CheckInput = NonNullable<NonNullable<DeployStageInput["judging"]>["checks"]>[number];

const PATTERN = /^(?<path>\/[^~]*?)(?:=(?<status>[1-5]\d\d))?(?:~(?<body>.+))?$/s;

/**
 * Reads `PATH[=STATUS][~REGEX]`: `/health`, `/old=301`, `/=200~"version"`.
 *
 * The first `~` begins the regular expression (in a path write `%7E`).
 *
 * @throws {NetopsError} USAGE
 */
export function readCheck(text: string): CheckInput {
  const { path, status, body } = PATTERN.exec(text)?.groups ?? {};
  if (path === undefined) throw unreadable(text, "it is no PATH[=STATUS][~REGEX]");
  if (body !== undefined) {
    try {
      new RegExp(body);
    } catch (cause) {
      throw unreadable(text, cause instanceof Error ? cause.message : String(cause));
    }
  }
  return {
    path,
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(body === undefined ? {} : { body }),
  };
}

function unreadable(text: string, why: string): NetopsError {
  return new NetopsError("USAGE", `Cannot take "${text}" for --check as ${why}`, {
    fix: `write it like /health, /old=301 or '/=200~"version"'`,
  });
}
