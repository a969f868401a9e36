import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import type { TcpConnection } from "../ports/tcp.ts";
import { denoTcp } from "./deno_tcp.ts";

async function openPair(resettable: boolean) {
  const accepted = Promise.withResolvers<TcpConnection>();
  const at = { hostname: "127.0.0.1", port: 0, resettable };
  const listener = await denoTcp.listen(at, accepted.resolve);
  const { port } = listener;
  const near = await denoTcp.connect({ ...at, port, timeoutMs: 2_000 });
  return { near, far: await accepted.promise, listener };
}

for (const resettable of [false, true]) {
  const kind = resettable ? "resettable" : "fast";

  Deno.test(`a ${kind} connection carries bytes both ways and ends each way apart`, async () => {
    const { near, far, listener } = await openPair(resettable);
    const buffer = new Uint8Array(4);
    await near.write(new Uint8Array([1, 2, 3, 4, 5, 6]));
    await near.closeWrite();
    const got: number[] = [];
    for (let n = await far.read(buffer); n !== null; n = await far.read(buffer)) {
      got.push(...buffer.subarray(0, n));
    }
    assert.deepEqual(got, [1, 2, 3, 4, 5, 6]);
    await far.write(new Uint8Array([7]));
    assert.equal(await near.read(buffer), 1);
    assert.equal(buffer[0], 7);
    for (const open of [near, far]) open.close();
    await listener.close();
  });

  Deno.test(`closing a ${kind} connection rejects the read under way`, async () => {
    const { near, far, listener } = await openPair(resettable);
    const reading = near.read(new Uint8Array(1));
    near.close();
    near.close();
    await assert.rejects(reading);
    assert.equal(await far.read(new Uint8Array(1)).catch(() => null), null);
    far.close();
    await listener.close();
  });

  Deno.test(`a closed ${kind} listener has freed its port`, async () => {
    const at = { hostname: "127.0.0.1", port: 0, resettable };
    const first = await denoTcp.listen(at, () => {});
    await assert.rejects(
      denoTcp.listen({ ...at, port: first.port }, () => {}),
      (error) => error instanceof NetopsError && error.code === "PORT_TAKEN",
    );
    await first.close();
    const second = await denoTcp.listen({ ...at, port: first.port }, () => {});
    await second.close();
  });

  Deno.test(`connecting ${kind} to nobody is UNREACHABLE`, async () => {
    const at = { hostname: "127.0.0.1", port: 0, resettable };
    const listener = await denoTcp.listen(at, () => {});
    const { port } = listener;
    await listener.close();
    await assert.rejects(
      denoTcp.connect({ ...at, port, timeoutMs: 1_000 }),
      (error) => error instanceof NetopsError && error.code === "UNREACHABLE",
    );
  });
}

Deno.test("a resettable connection breaks with RST, a fast one can only end", async () => {
  const slow = await openPair(true);
  assert.ok(slow.far.canReset);
  const reading = slow.near.read(new Uint8Array(1));
  slow.far.reset();
  await assert.rejects(reading, /ECONNRESET/);
  const fast = await openPair(false);
  assert.ok(!fast.far.canReset);
  const ending = fast.near.read(new Uint8Array(1));
  fast.far.reset();
  assert.equal(await ending, null);
  for (const { near, listener } of [slow, fast]) {
    near.close();
    await listener.close();
  }
});
