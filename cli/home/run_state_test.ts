import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { RunFile } from "@netops/core/contracts";
import { parseRunFile, readRunState } from "./run_state.ts";
import { forgetRun, listRuns, rememberRun } from "./runs_index.ts";

const { processes } = createHost();

function runFile(startMark: string): RunFile {
  return {
    schema: "netops.run/v1",
    runId: "r1",
    pid: processes.ownPid,
    startMark,
    startedAtMs: 0,
    fleetUrl: "http://127.0.0.1:1",
    token: "t",
    profile: "none",
    projectDir: "/p",
    urls: { gateway: "g", registry: "r", ops: "o" },
  };
}

async function inHome(body: (home: string) => void): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    body(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const write = (home: string, run: RunFile) =>
  Deno.writeTextFileSync(`${home}/run.json`, JSON.stringify(RunFile.parse(run)));

Deno.test("readRunState() believes a pid only with its start mark", () =>
  inHome((home) => {
    assert.equal(readRunState(home, processes).kind, "none");
    write(home, runFile(processes.startMark(processes.ownPid) ?? ""));
    assert.equal(readRunState(home, processes).kind, "alive");
    write(home, runFile("12345"));
    assert.equal(readRunState(home, processes).kind, "dead");
  }));

Deno.test("parseRunFile() refuses what is no run file", () => {
  for (const text of ["", "{}", "null", '{"schema":"netops.run/v1"}', "[1]"]) {
    assert.throws(() => parseRunFile(text), { code: "CONFIG_INVALID" }, text);
  }
});

Deno.test("the list of runs holds living runs only, and survives a broken list", () =>
  inHome((home) => {
    const path = `${home}/state/runs.json`;
    write(home, runFile(processes.startMark(processes.ownPid) ?? ""));
    rememberRun(path, home, processes);
    assert.deepEqual(listRuns(path, processes).map((run) => [run.home, run.runId]), [[home, "r1"]]);
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    write(home, runFile("12345"));
    assert.deepEqual(listRuns(path, processes), []);
    Deno.writeTextFileSync(path, "broken");
    assert.deepEqual(listRuns(path, processes), []);
    rememberRun(path, home, processes);
    forgetRun(path, home);
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), { homes: [] });
  }));
