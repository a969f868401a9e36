import assert from "node:assert/strict";
import type { LoadReport } from "@netops/load/report";
import type { SessionLine } from "@netops/load/session";
import type { CliResult, TestPlatform } from "../harness/platform.ts";

/** A load that ended: its document and how the command went. */
export interface EndedLoad {
  readonly report: LoadReport;
  readonly result: CliResult;
}

/** Runs loads on a platform with one k6, as a user types them. */
export class LoadDesk {
  readonly #platform: TestPlatform;
  readonly #k6Path: string;

  constructor(platform: TestPlatform, k6Path: string) {
    this.#platform = platform;
    this.#k6Path = k6Path;
  }

  /** Runs `load …` to its end. */
  async call(args: readonly string[]): Promise<CliResult> {
    return await this.#platform.run(["load", ...args], { NETOPS_K6: this.#k6Path });
  }

  /** `load run … --json`; the exit code is that of the document. */
  async run(args: readonly string[]): Promise<EndedLoad> {
    const result = await this.call(["run", ...args, "--json"]);
    assert.ok(result.stdout.startsWith("{"), `exit ${result.code}: ${result.stderr}`);
    const report: LoadReport = JSON.parse(result.stdout);
    assert.equal(result.code, report.exitCode, report.reason);
    return { report, result };
  }

  /** A refusal: exit code and what was said. */
  async refused(args: readonly string[], code: number, words: RegExp): Promise<void> {
    const result = await this.call(["run", ...args]);
    assert.equal(result.code, code, `${args.join(" ")}: ${result.stdout}${result.stderr}`);
    assert.match(result.stderr, words, args.join(" "));
    assert.equal(result.stdout, "");
  }

  /** The last report, printed in another form. */
  async printed(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.call(["report", ...args]);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  /** What the engine said of the sessions of a load. */
  lines({ reportHtml }: LoadReport): readonly SessionLine[] {
    const path = reportHtml.replace(/report\.html$/, "sessions.jsonl");
    return Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => JSON.parse(line));
  }
}
