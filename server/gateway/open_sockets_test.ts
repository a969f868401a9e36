import assert from "node:assert/strict";
import type { WebSocketClose, WebSocketLink } from "@netops/core";
import { MAX_BUFFERED_SOCKET_BYTES, OpenSockets } from "./open_sockets.ts";

class FakeLink implements WebSocketLink {
  readonly protocol = "";
  bufferedBytes = 0;
  readonly sent: (string | ArrayBuffer)[] = [];
  readonly closes: WebSocketClose[] = [];
  hear: (data: string | ArrayBuffer) => void = () => {};
  gone: (close: WebSocketClose) => void = () => {};
  onMessage(listener: (data: string | ArrayBuffer) => void): void {
    this.hear = listener;
  }
  onClose(listener: (close: WebSocketClose) => void): void {
    this.gone = listener;
  }
  send(data: string | ArrayBuffer): void {
    this.sent.push(data);
  }
  close(code: number, reason: string): void {
    this.closes.push({ code, reason });
  }
}

const PLACE = { id: "chat-1", serverGroup: "chat-v001" };

function joined() {
  const sockets = new OpenSockets();
  const client = new FakeLink();
  const instance = new FakeLink();
  sockets.join(client, instance, PLACE);
  return { sockets, client, instance };
}

Deno.test("OpenSockets passes messages both ways", () => {
  const { client, instance } = joined();
  client.hear("a");
  instance.hear("b");
  assert.deepEqual([instance.sent, client.sent], [["a"], ["b"]]);
});

Deno.test("OpenSockets tells each side why the other has gone; a broken link has its own codes", () => {
  for (const [code, atInstance, atClient] of [[4001, 4001, 4001], [1006, 1001, 1011]] as const) {
    const { sockets, client, instance } = joined();
    instance.gone({ code, reason: "r" });
    assert.equal(client.closes[0]?.code, atClient);
    client.gone({ code, reason: "r" });
    assert.equal(instance.closes[0]?.code, atInstance);
    assert.equal(sockets.count, 0);
  }
});

Deno.test("OpenSockets closes a link whose reader is too slow", () => {
  const { client, instance } = joined();
  instance.bufferedBytes = MAX_BUFFERED_SOCKET_BYTES;
  client.hear("a");
  assert.equal(client.closes.length, 0);
  instance.bufferedBytes++;
  client.hear("a");
  assert.equal(client.closes[0]?.code, 1013);
});

Deno.test("closeAll() says 1001 to those that are open and to those that come later", () => {
  const { sockets, client } = joined();
  sockets.closeAll();
  const late = new FakeLink();
  sockets.join(late, new FakeLink(), PLACE);
  assert.deepEqual([client.closes[0]?.code, late.closes[0]?.code], [1001, 1001]);
});

Deno.test("OpenSockets counts by instance and group until either side has closed, each once", () => {
  const sockets = new OpenSockets();
  const counts = () => [
    sockets.countAt("chat-1"),
    sockets.countAt("chat-2"),
    sockets.countOf("chat-v001"),
  ];
  const [first, second] = [new FakeLink(), new FakeLink()];
  const atSecond = new FakeLink();
  sockets.join(first, new FakeLink(), PLACE);
  sockets.join(second, atSecond, { ...PLACE, id: "chat-2" });
  assert.deepEqual(counts(), [1, 1, 2]);
  first.gone({ code: 1000, reason: "" });
  assert.deepEqual(counts(), [0, 1, 1]);
  atSecond.gone({ code: 1000, reason: "" });
  second.gone({ code: 1000, reason: "" });
  assert.deepEqual(counts(), [0, 0, 0]);
});
