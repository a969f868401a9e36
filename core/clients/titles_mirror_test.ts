import assert from "node:assert/strict";
import type { LicensedTitle } from "../contracts/catalog.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { FakeEventLog } from "../testing/fake_event_log.ts";
import { FakeTimer } from "../testing/fake_timer.ts";
import { RecordingLogger } from "../testing/recording.ts";
import { createTitlesMirror } from "./titles_mirror.ts";

/** A catalogue whose titles are their ids only; undefined is away. */
function open(first: readonly string[] | undefined) {
  const timer = new FakeTimer();
  const log = new FakeEventLog({ timer, clock: timer.clock });
  const state = {
    ids: first,
    reads: 0,
    heard: [] as string[],
    path: "",
    token: "" as string | null,
  };
  const mirror = createTitlesMirror({
    ...{ timer, log, token: "secret", logger: new RecordingLogger() },
    caller: {
      // deno-lint-ignore require-await -- what it throws must be a rejection
      call: async (app, { path, headers }) => {
        state.reads++;
        state.path = `${app} ${path}`;
        state.token = new Headers(headers).get("authorization");
        if (state.ids === undefined) throw new NetopsError("NO_INSTANCE", "Cannot call catalog");
        return Response.json({ titles: state.ids.map((id) => ({ id })) });
      },
      close: () => undefined,
    },
    onTitles: (titles: readonly LicensedTitle[]) =>
      state.heard.push(titles.map(({ id }) => id).join()),
  });
  const change = async () => {
    const value = JSON.stringify({ type: "changed", titleId: "x", tsMs: 0 });
    await log.producer().send({ topic: "catalog", messages: [{ key: "x", value }] });
    await log.idle();
    await settle();
  };
  // Reading a body takes turns of the event loop, not of promises only.
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  return { timer, mirror, state, change, settle };
}

Deno.test("the catalogue is asked until it answers, with the run's token", async () => {
  const { timer, mirror, state, settle } = open(undefined);
  await timer.advance(600);
  assert.ok(state.reads >= 3);
  state.ids = ["a"];
  await timer.advance(600);
  await settle();
  assert.deepEqual([mirror.titles.length, state.heard[0]], [1, "a"]);
  assert.deepEqual([state.path, state.token], ["catalog /internal/titles", "Bearer secret"]);
  await mirror.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a catalogue that has nothing yet is asked again soon", async () => {
  const { timer, mirror, state, settle } = open([]);
  await settle();
  state.ids = ["a"];
  await timer.advance(1_000);
  await settle();
  assert.deepEqual(mirror.titles.map(({ id }) => id), ["a"]);
  await mirror.close();
});

Deno.test("what changed before records could be heard is read when they can", async () => {
  const { timer, mirror, state, settle } = open(["a"]);
  state.ids = ["a", "b"];
  await settle();
  await settle();
  assert.equal(state.heard.at(-1), "a,b");
  assert.ok(timer.clock.monotonicMs() < 1_000);
  await mirror.close();
});

Deno.test("a change is read at once, and once more a second later, and all now and then", async () => {
  const { timer, mirror, state, change, settle } = open(["a"]);
  await settle();
  await timer.advance(2_000);
  await settle();
  [state.heard, state.reads] = [[], 0];
  state.ids = ["a", "b"];
  await change();
  assert.deepEqual(state.heard, ["a,b"]);
  state.ids = ["b"];
  await timer.advance(1_000);
  await settle();
  assert.deepEqual(state.heard, ["a,b", "b"]);
  await timer.advance(29_000);
  await settle();
  assert.equal(state.reads, 2);
  await timer.advance(1_000);
  await settle();
  assert.equal(state.reads, 3);
  await mirror.close();
});

Deno.test("what was read stays while the catalogue is away", async () => {
  const { mirror, state, change, settle } = open(["a"]);
  await settle();
  state.ids = undefined;
  await change();
  assert.deepEqual(mirror.titles.map(({ id }) => id), ["a"]);
  await mirror.close();
});
