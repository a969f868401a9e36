import assert from "node:assert/strict";
import type { ServiceBoot } from "../contracts/service_boot.ts";
import type { Host } from "../host/host.ts";
import { FakeTimer } from "../testing/mod.ts";
import { FailPoints } from "../faults/fail_points.ts";
import { bookFixture } from "../faults/fault_fakes.ts";
import type { ServiceFaults } from "./service_faults.ts";
import { openDatabase } from "./open_database.ts";

const AWAY = new TypeError("Could not open Deno KV database: failed to connect to 'http://x'");

function begin(answers: readonly (Error | Deno.Kv)[]) {
  const timer = new FakeTimer();
  const left = [...answers];
  const asked: string[] = [];
  const stopping = new AbortController();
  const openKv = (url: string) => {
    asked.push(url);
    const answer = left.shift() ?? AWAY;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const host = { timer, openKv } as unknown as Host;
  const { book } = bookFixture();
  const faults = {
    points: new FailPoints({ book, timer }),
    carrier: { passDatabase: () => undefined },
  } as unknown as ServiceFaults;
  const boot = { app: "user", token: "run", kvUrl: "http://127.0.0.1:9" } as ServiceBoot;
  return {
    timer,
    asked,
    stopping,
    opened: openDatabase({ boot, host, faults, signal: stopping.signal }),
  };
}

Deno.test("openDatabase() waits for a kv process that does not listen yet", async () => {
  const kv = { name: "kv" } as unknown as Deno.Kv;
  const { timer, asked, opened } = begin([AWAY, AWAY, kv]);
  await timer.advance(200);
  assert.equal(Reflect.get(await opened, "name"), "kv");
  assert.deepEqual(asked, Array(3).fill("http://127.0.0.1:9/user"));
});

Deno.test("openDatabase() gives up when the process stops, and at once when waiting would not help", async () => {
  const { timer, stopping, opened } = begin([]);
  const given = assert.rejects(opened, /stop/);
  await timer.advance(100);
  stopping.abort(new Error("stop"));
  await given;
  await assert.rejects(begin([new TypeError("Unauthorized")]).opened, /Unauthorized/);
});
