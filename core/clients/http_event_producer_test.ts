import assert from "node:assert/strict";
import type { SendRequest } from "../contracts/event_log_api.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { problemResponse } from "../errors/problem.ts";
import { createSeededRng } from "../host/seeded_rng.ts";
import { FakeTimer } from "../testing/fake_timer.ts";
import { EventLogWire } from "./event_log_wire.ts";
import { HttpEventProducer } from "./http_event_producer.ts";

type Answer = (request: SendRequest) => Response | Promise<Response>;

/** An events process that appends what it has not seen, and answers as the test says. */
class Rig {
  readonly timer = new FakeTimer();
  readonly requests: SendRequest[] = [];
  readonly producer: HttpEventProducer;
  answer: Answer = (request) => this.append(request);
  #offset = 0;

  constructor(deadlineMs = 10_000) {
    const wire = new EventLogWire({
      timer: this.timer,
      send: async ({ body }) => {
        const request = JSON.parse(new TextDecoder().decode(body)) as SendRequest;
        this.requests.push(request);
        return await this.answer(request);
      },
    });
    const { timer } = this;
    const rng = createSeededRng("1");
    this.producer = new HttpEventProducer({
      ...{ wire, timer, clock: timer.clock, rng, id: "p", deadlineMs },
    });
  }

  append({ batches }: SendRequest): Response {
    return Response.json({
      batches: batches.map(({ messages }) =>
        messages.map(() => ({ partition: 0, offset: this.#offset++ }))
      ),
    });
  }

  send(...values: readonly string[]) {
    const messages = values.map((value) => ({ key: null, value }));
    return this.producer.send({ topic: "t", messages });
  }

  /** The values of each request. */
  get sent(): string[] {
    return this.requests.map(({ batches }) =>
      batches.flatMap(({ messages }) => messages.map(({ value }) => value)).join()
    );
  }
}

const unreachable = () => Promise.reject(new NetopsError("UNREACHABLE", "Cannot reach it"));

/** Never an unhandled rejection: the outcome is looked at later. */
function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: NetopsError) => error.code);
}

Deno.test("what is sent while a request is under way goes into the next one together", async () => {
  const rig = new Rig();
  const gate = Promise.withResolvers<void>();
  rig.answer = async (request) => {
    await gate.promise;
    return rig.append(request);
  };
  const first = rig.send("a");
  await rig.timer.settle();
  const rest = [rig.send("b"), rig.send("c", "d")];
  await rig.timer.settle();
  assert.deepEqual(rig.sent, ["a"]);
  gate.resolve();
  assert.deepEqual(await first, [{ partition: 0, offset: 0 }]);
  const positions = (await Promise.all(rest)).map((each) => each.map(({ offset }) => offset));
  assert.deepEqual(positions, [[1], [2, 3]]);
  assert.deepEqual(rig.sent, ["a", "b,c,d"]);
});

Deno.test("a request whose answer got lost is sent again as it was, under its number", async () => {
  const rig = new Rig();
  rig.answer = (request) => rig.requests.length < 3 ? unreachable() : rig.append(request);
  const sent = rig.send("a");
  await rig.timer.settle();
  const later = rig.send("b");
  await rig.timer.advance(1_000);
  await Promise.all([sent, later]);
  assert.deepEqual(rig.sent, ["a", "a", "a", "b"]);
  assert.deepEqual(rig.requests.map(({ producer }) => producer.sequence), [0, 0, 0, 1]);
});

Deno.test("a log that stays away fails each send at its own deadline", async () => {
  const rig = new Rig(1_000);
  rig.answer = unreachable;
  const outcomes: string[] = [];
  const note = (name: string) => async (promise: Promise<unknown>) => {
    outcomes.push(`${name} ${await outcomeOf(promise)} ${rig.timer.clock.monotonicMs() >= 1_000}`);
  };
  void note("first")(rig.send("a"));
  await rig.timer.advance(900);
  void note("second")(rig.send("b"));
  assert.deepEqual(outcomes, []);
  await rig.timer.advance(700);
  assert.deepEqual(outcomes, ["first UNREACHABLE true"]);
  await rig.timer.advance(1_000);
  assert.deepEqual(outcomes.at(-1), "second UNREACHABLE true");
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("an answer that never comes is given up and asked for again", async () => {
  const rig = new Rig();
  rig.answer = (request) =>
    rig.requests.length === 1 ? new Promise<Response>(() => undefined) : rig.append(request);
  const sent = rig.send("a");
  await rig.timer.advance(4_000);
  assert.deepEqual(await sent, [{ partition: 0, offset: 0 }]);
  assert.deepEqual(rig.sent, ["a", "a"]);
});

Deno.test("what will not pass by itself fails at once, and the next send goes on", async () => {
  for (const code of ["DISK_FULL", "REQUEST_INVALID", "UNAUTHENTICATED", "CONFLICT"] as const) {
    const rig = new Rig();
    rig.answer = () => problemResponse(new NetopsError(code, "Cannot append"));
    await assert.rejects(rig.send("a"), { code });
    rig.answer = (request) => rig.append(request);
    assert.equal((await rig.send("b")).length, 1);
    assert.equal(rig.requests.length, 2);
  }
});

Deno.test("no request is larger than the log takes", async () => {
  const rig = new Rig();
  const value = "x".repeat(200_000);
  const all = Array.from({ length: 12 }, () => rig.send(value));
  assert.equal((await Promise.all(all)).length, 12);
  assert.deepEqual(rig.requests.map(({ batches }) => batches.length), [5, 5, 2]);
});

Deno.test("close() waits for what is under way and refuses what comes later", async () => {
  const rig = new Rig();
  const sent = rig.send("a");
  await rig.producer.close();
  assert.equal((await sent).length, 1);
  await assert.rejects(rig.send("b"), { code: "CONFLICT" });
  assert.deepEqual(await new Rig().send(), []);
});
