import assert from "node:assert/strict";
import type { HttpClientRequest } from "@netops/core";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { AccountSeats } from "./account_seats.ts";
import { ClientPlaces } from "./client_places.ts";
import { LineWriter } from "./line_writer.ts";

const RANGES = [
  { prefix: "127.10.0.0/16", from: "127.10.0.254", to: "127.10.1.200" },
  { prefix: "127.20.0.0/16", from: "127.20.1.1", to: "127.20.1.2" },
];

/** Places, and the addresses that clients were bound to. */
function placesOn(os: string, ranges = RANGES) {
  const bound: (string | undefined)[] = [];
  const closed: unknown[] = [];
  const places = new ClientPlaces({
    ...{ ranges, os },
    createHttpClient: ({ localAddress } = {}) => {
      bound.push(localAddress);
      const http = new ScriptedHttpClient((_request: HttpClientRequest) => new Response());
      return { send: (request) => http.send(request), close: () => closed.push(localAddress) };
    },
  });
  return { places, bound, closed };
}

Deno.test("viewers come from each range in turn, and from each of its addresses in turn", () => {
  const { places } = placesOn("linux");
  const ips = Array.from({ length: 6 }, (_, index) => places.of(index).clientIp);
  assert.deepEqual(ips, [
    ...["127.10.0.254", "127.20.1.1", "127.10.0.255", "127.20.1.2"],
    ...["127.10.1.0", "127.20.1.1"],
  ]);
});

Deno.test("an address has one client, of 64 at most, bound to it where loopback has it", () => {
  const { places, bound, closed } = placesOn("linux");
  for (let index = 0; index < 1_000; index++) places.of(index);
  assert.equal(bound.length, 64);
  assert.equal(places.of(0).http, places.of(64).http);
  assert.equal(bound[0], "127.10.0.254");
  places.close();
  assert.equal(closed.length, 64);
});

Deno.test("where an address cannot be bound it is only told", () => {
  const { places, bound } = placesOn("darwin");
  assert.deepEqual([places.of(0).clientIp, places.of(0).isBound], ["127.10.0.254", false]);
  assert.deepEqual(bound, [undefined]);
  assert.equal(placesOn("linux", []).places.of(3).clientIp, undefined);
});

Deno.test("four sessions at once play with an account, and a seat that was left rests longest", () => {
  const account = (email: string) => ({ email, password: "p", accessToken: "t" });
  const seats = new AccountSeats(["a", "b"].map(account));
  const taken = Array.from({ length: 8 }, () => seats.take());
  assert.deepEqual(taken.map((seat) => seat?.email), ["a", "b", "a", "b", "a", "b", "a", "b"]);
  assert.equal(seats.take(), undefined);
  const [first, second] = taken;
  if (first === undefined || second === undefined) throw new Error("no seat");
  second.accessToken = "new";
  seats.free(second);
  seats.free(first);
  assert.equal(seats.take()?.accessToken, "new");
  assert.equal(seats.take(), first);
});

Deno.test("lines are written a few at a time, and all of them at the end", async () => {
  const timer = new FakeTimer();
  const written: string[] = [];
  const lines = new LineWriter((text) => written.push(text), timer);
  const mark = (index: number) => ({ type: "mark", index, atMs: 1, mark: "stalled" }) as const;
  lines.add(mark(0));
  lines.add(mark(1));
  await timer.advance(50);
  assert.deepEqual(written, [`${JSON.stringify(mark(0))}\n${JSON.stringify(mark(1))}\n`]);
  lines.add(mark(2));
  lines.flush();
  await timer.advance(50);
  assert.equal(written.length, 2);
});
