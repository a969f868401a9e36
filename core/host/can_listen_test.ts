import assert from "node:assert/strict";
import { canListen, freePort, holdAddress } from "./can_listen.ts";

const HOST = "127.0.0.1";

Deno.test("canListen() says no while somebody listens, and yes again after", () => {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const { port } = listener.addr;
  assert.equal(canListen(HOST, port), false);
  listener.close();
  assert.equal(canListen(HOST, port), true);
});

Deno.test("canListen() says no where a port is shared, as it must be ours alone", () => {
  const listener = Deno.listen({ hostname: HOST, port: 0, reusePort: true });
  assert.equal(canListen(HOST, listener.addr.port), false);
  listener.close();
});

Deno.test("freePort() gives a port that can be taken", () => {
  const port = freePort(HOST);
  assert.ok(port > 0 && port < 65_536);
  assert.equal(canListen(HOST, port), true);
});

Deno.test("holdAddress() holds an address until it is closed, and hangs up on callers", async () => {
  const port = freePort(HOST);
  const hold = holdAddress(HOST, port);
  assert.ok(hold);
  assert.equal(holdAddress(HOST, port), undefined);
  const connection = await Deno.connect({ hostname: HOST, port });
  assert.equal(await connection.read(new Uint8Array(1)), null);
  connection.close();
  hold.close();
  // The pending accept lets go of the socket in the next turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(canListen(HOST, port), true);
});
