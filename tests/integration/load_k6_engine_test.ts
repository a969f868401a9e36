import assert from "node:assert/strict";
import type { LoadOrder } from "@netops/load";
import { oracleTest } from "../../tools/oracle.ts";
import { runK6 } from "./load_k6_run.ts";

oracleTest(
  "k6",
  "what goes wrong in k6 is said, and never looks like a picture",
  async ({ path }) => {
    const folder = await Deno.makeTempDir({ prefix: "netops-k6-" });
    // An answer that no contract allows makes our script throw.
    await using server = Deno.serve({ port: 0, onListen: () => {} }, () => Response.json({}));
    const gatewayUrl = `http://127.0.0.1:${server.addr.port}`;
    const accounts = [{ email: "a@example.test", password: "any", accessToken: "x" }];
    const arrivals = { startRate: 4, stages: [{ targetRate: 4, durationMs: 1_000 }] };
    const order: LoadOrder = {
      ...{ id: "wrong", name: "hotpath", engine: "k6", engineVersion: "1.8.1", seed: 7 },
      ...{ fleetUrl: "", clientRanges: [], thresholds: [], exports: [], env: {}, folder },
      plan: {
        ...{ scenario: "play", titles: ["night-signal", "harbour-lights"], isPremiere: false },
        ...{ watchMinMs: 2_000, watchMaxMs: 4_000, patienceMinMs: 10_000, patienceMeanMs: 1_000 },
      },
      ...{ arrivals, maxVus: 4, gatewayUrl },
    };
    try {
      const bug = await runK6(path, order, { accounts });
      assert.equal(bug.starts.length, 4);
      assert.ok(bug.starts.every(({ failure }) => failure?.kind === "script"));
      assert.ok(bug.errors.some(({ message }) => message.includes("TypeError")));
      assert.equal(bug.metrics?.["script_errors"]?.values["count"], 4);

      const down = await runK6(path, { ...order, gatewayUrl: "http://127.0.0.1:1" }, { accounts });
      assert.deepEqual(down.starts.map(({ outcome }) => outcome), Array(4).fill("failed"));
      assert.ok(down.starts.every(({ failure }) => failure?.type === "connect"));
      assert.match(down.starts[0]?.failure?.traceId ?? "", /^[0-9a-f]{32}$/);

      const few = await runK6(path, { ...order, maxVus: 8 }, { accounts });
      assert.notEqual(few.code, 0);
      const said = few.errors.find(({ isException }) => isException);
      assert.match(said?.message ?? "", /8 viewers need 2 accounts/);

      const script = `${folder}/throws.js`;
      await Deno.writeTextFile(script, `export default function () { throw new Error("boom"); }\n`);
      const own = await runK6(path, order, { accounts, script });
      assert.ok(own.errors.some(({ message, isException }) => isException && /boom/.test(message)));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
