import assert from "node:assert/strict";
import fc from "fast-check";
import { PortPool } from "./port_pool.ts";

/** A pool of ten ports, of which `busy` are listened on by strangers. */
function poolOf(offset = 0, busy: readonly number[] = []): PortPool {
  const canListen = (_host: string, port: number) => !busy.includes(port);
  return new PortPool({ host: "127.0.0.1", first: 100, last: 109, offset, canListen });
}

Deno.test("a port has one owner at a time, is in the range, and is not a stranger's", () => {
  const busy = fc.uniqueArray(fc.integer({ min: 100, max: 109 }), { maxLength: 4 });
  const steps = fc.array(fc.oneof(fc.constant("take" as const), fc.nat(20)));
  fc.assert(fc.property(busy, fc.nat(1_000), steps, (taken, offset, orders) => {
    const pool = poolOf(offset, taken);
    const lent = new Map<number, string>();
    orders.forEach((order, at) => {
      if (order === "take") {
        if (lent.size === 10 - taken.length) {
          assert.throws(() => pool.take("x"), { code: "PORT_TAKEN" });
          return;
        }
        const port = pool.take(`o${at}`);
        assert.ok(port >= 100 && port <= 109 && !lent.has(port) && !taken.includes(port));
        lent.set(port, `o${at}`);
      } else {
        const [port, owner] = [...lent][order % Math.max(1, lent.size)] ?? [100, "nobody"];
        pool.give(port, owner);
        lent.delete(port);
      }
    });
    assert.equal(pool.lentCount, lent.size);
    for (const [port, owner] of lent) assert.equal(pool.ownerOf(port), owner);
  }));
});

Deno.test("a port that was given back is the last to be lent again", () => {
  const pool = poolOf(3);
  assert.equal(pool.take("a"), 103);
  pool.give(103, "a");
  const others = Array.from({ length: 9 }, (_, at) => pool.take(`o${at}`));
  assert.deepEqual(others, [104, 105, 106, 107, 108, 109, 100, 101, 102]);
  assert.equal(pool.take("z"), 103);
});

Deno.test("only the owner gives a port back", () => {
  const pool = poolOf();
  const port = pool.take("a");
  pool.give(port, "b");
  assert.equal(pool.ownerOf(port), "a");
});

Deno.test("a fixed port has one owner and is not lent to others", () => {
  const pool = poolOf();
  pool.takeFixed(100, "web");
  assert.throws(() => pool.takeFixed(100, "web"), { code: "PORT_TAKEN" });
  assert.throws(() => pool.takeFixed(100, "other"), { message: "Port 100 is held by web" });
  assert.equal(pool.take("a"), 101);
});

Deno.test("a fixed port with a listener of somebody else is refused and its holder named", () => {
  const pool = new PortPool({
    host: "127.0.0.1",
    first: 1,
    last: 2,
    offset: 0,
    canListen: () => false,
    describeOwner: (port) => `pid 7 "python -m http.server ${port}"`,
  });
  assert.throws(() => pool.takeFixed(3000, "web"), {
    code: "PORT_TAKEN",
    message: 'Port 3000 is held by pid 7 "python -m http.server 3000"',
  });
  assert.equal(pool.ownerOf(3000), undefined);
});

Deno.test("a shared port is lent again to its owner, listener or not, and to nobody else", () => {
  const options = { host: "127.0.0.1", first: 1, last: 2, offset: 0, canListen: () => false };
  const pool = new PortPool(options);
  pool.takeFixed(7070, "gateway", { shared: true });
  pool.takeFixed(7070, "gateway", { shared: true });
  assert.throws(() => pool.takeFixed(7070, "other", { shared: true }), { code: "PORT_TAKEN" });
});

Deno.test("a port is looked at on the host where it will be listened on", () => {
  const busy = new Set(["127.66.1.1:100"]);
  const pool = new PortPool({
    ...{ host: "127.0.0.1", first: 100, last: 109, offset: 0 },
    canListen: (host, port) => !busy.has(`${host}:${port}`),
  });
  assert.equal(pool.take("a", "127.66.1.1"), 101);
  assert.equal(pool.take("b"), 102, "another owner gets another port, whatever the host");
  pool.refuseListened(100);
  assert.throws(() => pool.refuseListened(100, "127.66.1.1"), { code: "PORT_TAKEN" });
});
