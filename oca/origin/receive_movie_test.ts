import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { receiveMovie } from "./receive_movie.ts";

const GIGABYTE = 1_000_000_000;

interface Sent {
  readonly body: BodyInit | null;
  readonly sizeBytes?: number;
  readonly free?: readonly number[];
  readonly timer?: FakeTimer;
}

async function receive(sent: Sent): Promise<{ sizeBytes: number; text: string }> {
  const path = await Deno.makeTempFile();
  const free = [...sent.free ?? [GIGABYTE]];
  try {
    const request = new Request("http://origin/uploads", { method: "POST", body: sent.body });
    const sizeBytes = await receiveMovie(request, {
      ...{ path, timer: sent.timer ?? new FakeTimer(), sizeBytes: sent.sizeBytes },
      freeBytes: () => Promise.resolve(free.length > 1 ? free.shift()! : free[0]!),
    });
    return { sizeBytes, text: await Deno.readTextFile(path) };
  } finally {
    await Deno.remove(path);
  }
}

/** A body that counts how much of it was asked for. */
function countedBody(chunks: number, chunkBytes: number) {
  const counted = { given: 0 };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      if (counted.given++ === chunks) return controller.close();
      controller.enqueue(new Uint8Array(chunkBytes));
    },
  }, { highWaterMark: 0 });
  return { body, counted };
}

Deno.test("a movie is on the disk as it was sent", async () => {
  assert.deepEqual(await receive({ body: "a movie" }), { sizeBytes: 7, text: "a movie" });
});

Deno.test("a movie that cannot fit is refused before a byte of it is read", async () => {
  const { body, counted } = countedBody(3, 1024);
  await assert.rejects(receive({ body, sizeBytes: GIGABYTE }), {
    code: "DISK_FULL",
    message: /1000 MB are free on the disk, and it needs 2068 MB/,
  });
  assert.equal(counted.given, 0);
});

Deno.test("a movie that fills the disk on its way is given up", async () => {
  const { body, counted } = countedBody(1000, 1024 * 1024);
  await assert.rejects(receive({ body, free: [GIGABYTE, 10_000_000] }), { code: "DISK_FULL" });
  assert.ok(counted.given < 30, `${counted.given} chunks`);
});

Deno.test("a movie that is shorter than it said broke off", async () => {
  await assert.rejects(receive({ body: "a mov", sizeBytes: 7 }), {
    code: "REQUEST_INVALID",
    message: /broke off/,
  });
});

Deno.test("an empty movie is none", async () => {
  await assert.rejects(receive({ body: null }), { code: "REQUEST_INVALID" });
  await assert.rejects(receive({ body: "" }), { code: "REQUEST_INVALID" });
});

Deno.test("a sender that fails is told apart from one that is done", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  await assert.rejects(receive({ body }), { code: "REQUEST_INVALID", message: /broke off/ });
});

Deno.test("a sender that sends nothing for 30 s is not waited for", async () => {
  const timer = new FakeTimer();
  const body = new ReadableStream({ pull: () => new Promise(() => {}) });
  const received = assert.rejects(receive({ body, timer }), { code: "REQUEST_STALLED" });
  // Making the file takes real time.
  while (timer.pendingCount === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await timer.advance(30_000);
  await received;
});
