import assert from "node:assert/strict";
import type { ExecutionView } from "@netops/core/contracts";
import { type DeployAim, deployExitCode } from "./exit_code.ts";

Deno.test("the exit code says how a deploy ended, seen from what was wanted", () => {
  type Case = readonly [
    status: ExecutionView["status"],
    verdict: ExecutionView["verdict"],
    isCancelAsked: boolean,
    codes: Readonly<Record<DeployAim, number>>,
  ];
  const cases: readonly Case[] = [
    ["SUCCEEDED", "promoted", false, { promote: 0, rollback: 1, abort: 1 }],
    ["SUCCEEDED", "promoted", true, { promote: 0, rollback: 1, abort: 1 }],
    ["SUCCEEDED", "rolled-back", false, { promote: 5, rollback: 0, abort: 0 }],
    ["TERMINAL", "rolled-back", false, { promote: 5, rollback: 0, abort: 0 }],
    ["CANCELED", "rolled-back", true, { promote: 7, rollback: 0, abort: 0 }],
    ["CANCELED", "inconclusive", true, { promote: 7, rollback: 1, abort: 0 }],
    ["CANCELED", "refused", false, { promote: 6, rollback: 6, abort: 1 }],
    ["TERMINAL", "refused", false, { promote: 6, rollback: 6, abort: 1 }],
    ["TERMINAL", "inconclusive", false, { promote: 9, rollback: 1, abort: 1 }],
    ["TERMINAL", undefined, false, { promote: 1, rollback: 1, abort: 1 }],
    ["SUCCEEDED", undefined, false, { promote: 0, rollback: 1, abort: 1 }],
    ["RUNNING", undefined, false, { promote: 0, rollback: 1, abort: 1 }],
  ];
  for (const [status, verdict, isCancelAsked, codes] of cases) {
    const view = { status, isCancelAsked, ...(verdict === undefined ? {} : { verdict }) };
    for (const aim of ["promote", "rollback", "abort"] as const) {
      assert.equal(deployExitCode(view, aim), codes[aim], `${status} ${verdict} ${aim}`);
    }
  }
});
