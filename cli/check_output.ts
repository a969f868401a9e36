import { NetopsError } from "@netops/core";
import type { CommandSpec, ParsedCommand } from "./spec.ts";
import type { GlobalValues } from "./tree/global_options.ts";

/** What was asked for, as far as the form of the output goes. */
export interface OutputRequest {
  readonly spec: CommandSpec;
  readonly path: readonly string[];
  readonly globals: Pick<GlobalValues, "json" | "jsonl">;
  readonly options: ParsedCommand["options"];
}

/**
 * Refuses a machine-readable form that a command does not have, and `--json` where there is more
 * than one document to come.
 *
 * @throws {NetopsError} USAGE
 */
export function checkOutput({ spec, path, globals, options }: OutputRequest): void {
  const words = `netops ${path.join(" ")}`;
  for (const form of ["json", "jsonl"] as const) {
    if (!globals[form] || spec.output?.includes(form)) continue;
    const [other] = spec.output ?? [];
    throw new NetopsError("USAGE", `Command ${path.join(" ")} has no --${form}`, {
      fix: other === undefined ? "leave it out" : `${words} --${other}`,
    });
  }
  const stays = ["follow", "watch"].find((name) => options[name] === true);
  if (stays === undefined || !globals.json || !spec.output?.includes("jsonl")) return;
  throw new NetopsError("USAGE", `Cannot print one JSON document with --${stays} as more follow`, {
    fix: `${words} --${stays} --jsonl`,
  });
}
