import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { BeaconSender } from "./beacon_sender.ts";
import type { ViewerAccount } from "./viewer_account.ts";

Deno.test("BeaconSender keeps the order in batches, and survives what cannot be told", async () => {
  const timer = new FakeTimer();
  const sent: string[][] = [];
  let answer: () => unknown = () => ({ state: "live" });
  const account = {
    json: ({ body }: { body: { events: { type: string }[] } }) => {
      sent.push(body.events.map(({ type }) => type));
      return Promise.resolve().then(answer);
    },
  } as unknown as ViewerAccount;
  let displaced = 0;
  const sender = new BeaconSender({
    ...{ account, sessionId: "s", timer },
    onDisplaced: () => displaced++,
  });
  const beacon = (type: "start" | "stall" | "end") => ({ type, tsMs: 1, positionMs: 0 });
  for (const type of ["stall", "start"] as const) sender.send(beacon(type));
  await Promise.resolve();
  for (const type of ["stall", "stall"] as const) sender.send(beacon(type));
  await timer.settle();
  assert.deepEqual(sent, [["stall", "start"], ["stall", "stall"]]);
  answer = () => {
    throw new NetopsError("UNREACHABLE", "Cannot reach it");
  };
  sender.send(beacon("stall"));
  await timer.settle();
  assert.equal(sender.lost, 1);
  answer = () => ({ state: "displaced" });
  sender.send(beacon("end"));
  await sender.close(1_000);
  assert.equal(displaced, 1);
  assert.equal(timer.pendingCount, 0);
});
