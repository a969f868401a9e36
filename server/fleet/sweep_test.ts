import type { SignalName } from "@netops/core";
import assert from "node:assert/strict";
import { sweep } from "./sweep.ts";

Deno.test("sweep() ends strays of this run only: another platform has an instance of that name, too", () => {
  const signals: [number, SignalName][] = [];
  const environments = [
    { pid: 11, NETOPS_INSTANCE: "c001", NETOPS_RUN_ID: "ours" },
    { pid: 12, NETOPS_INSTANCE: "c001", NETOPS_RUN_ID: "theirs" },
    { pid: 13, NETOPS_INSTANCE: "c002", NETOPS_RUN_ID: "ours" },
  ];
  sweep("c001", 7, {
    runId: "ours",
    processes: {
      signal: (pid, name) => signals.push([pid, name]) > 0,
      signalGroup: (pid, name) => signals.push([-pid, name]) > 0,
      withEnvironment: (name, value) =>
        environments.filter((one) => one[name as "NETOPS_INSTANCE"] === value)
          .map(({ pid }) => pid),
    },
  });
  assert.deepEqual(signals, [[-7, "SIGKILL"], [11, "SIGKILL"]]);
});
