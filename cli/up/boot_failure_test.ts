import assert from "node:assert/strict";
import type { FleetBoot } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import { explainFailure } from "./boot_failure.ts";

const host = createHost();

/** A home whose fleet wrote `log`. */
async function inHome(log: string, body: (plan: FleetBoot) => void): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    Deno.mkdirSync(`${home}/logs`);
    Deno.writeTextFileSync(`${home}/logs/fleet.log`, log);
    body(
      {
        home,
        ports: { gateway: 0, ops: 0, registry: 0, telemetry: 0, toxiproxy: 0 },
        services: [],
      } as unknown as FleetBoot,
    );
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const warning = (message: string) => `${JSON.stringify({ level: "warn", message })}\n`;

Deno.test("explainFailure() shows the last lines of the app that failed, made harmless", () =>
  inHome(warning("not this"), (plan) => {
    const lines = ["one", "\x1b[2Jtwo"];
    const failure = { app: "a", code: "UNHEALTHY", message: "a is late", lines };
    const { error, before } = explainFailure(
      { kind: "failed", failure, fleet: undefined },
      plan,
      host,
    );
    assert.deepEqual([error.code, error.fix], ["UNHEALTHY", "netops logs a"]);
    assert.deepEqual(before.slice(0, 4), [
      "its last lines:",
      "  one",
      "  two",
      "everything else was stopped; nothing is left running",
    ]);
  }));

Deno.test("explainFailure() shows what fleet complains about when the app said nothing, each once", () =>
  inHome(
    warning("keeper: lost") + warning("keeper: lost") + '{"level":"info","message":"x"}\n?',
    (plan) => {
      const failure = { app: "a", code: "TIMED_OUT", message: "late", lines: [] };
      const { before } = explainFailure({ kind: "failed", failure, fleet: undefined }, plan, host);
      assert.deepEqual(before.slice(0, 2), ["fleet says:", "  keeper: lost"]);
    },
  ));

Deno.test("explainFailure() reads the last words of a fleet that died before it could be asked", () => {
  const failure = { app: "fleet", code: "DISK_FULL", message: "no space", fix: "make some" };
  return inHome(`noise\n${JSON.stringify({ phase: "failed", failure })}\n`, (plan) => {
    const { error } = explainFailure({ kind: "died" }, plan, host);
    assert.deepEqual([error.code, error.message, error.fix], [
      "DISK_FULL",
      "no space",
      "make some",
    ]);
  });
});

Deno.test("explainFailure() says BUG and shows the log when fleet died without a word", () =>
  inHome("error: Uncaught\n", (plan) => {
    const { error, before } = explainFailure({ kind: "died" }, plan, host);
    assert.equal(error.code, "BUG");
    assert.deepEqual(before.slice(0, 2), ["its last lines:", "  error: Uncaught"]);
  }));

Deno.test("explainFailure() names the owner of a taken port, unless fleet did", () =>
  inHome("", (plan) => {
    const stranger = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    try {
      const { port } = stranger.addr;
      const ask = (message: string) => {
        const failure = { app: "gateway", code: "PORT_TAKEN", message, lines: [] };
        return explainFailure({ kind: "failed", failure, fleet: undefined }, plan, host);
      };
      const { error, before } = ask(`port ${port} is taken`);
      assert.equal(error.fix, "netops up --isolated");
      assert.match(before[0]!, new RegExp(`port ${port} is held by pid ${Deno.pid} `));
      assert.doesNotMatch(ask(`Port ${port} is held by pid 1`).before.join(), /held by/);
    } finally {
      stranger.close();
    }
  }));
