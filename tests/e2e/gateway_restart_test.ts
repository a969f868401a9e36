import assert from "node:assert/strict";
import { KeptConnection } from "../harness/kept_connection.ts";
import { startGatewayProcess, until } from "./gateway_process_rig.ts";

/** Callers that keep their connection until they are told to close it, and count what they see. */
class Callers {
  readonly seen = { answered: 0, saidGoodbye: 0, cut: [] as string[] };
  readonly #port: number;
  readonly #work: Promise<void>[];
  #isStopped = false;

  constructor(port: number, count: number) {
    this.#port = port;
    this.#work = Array.from({ length: count }, () => this.#call());
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#work);
  }

  async #call(): Promise<void> {
    while (!this.#isStopped) {
      const connection = await KeptConnection.open(this.#port);
      await this.#use(connection).finally(() => connection.close());
    }
  }

  async #use(connection: KeptConnection): Promise<void> {
    for (let requests = 0; !this.#isStopped; requests++) {
      try {
        const answer = await connection.get("/hello/");
        assert.match(answer, /^HTTP\/1.1 200 /);
        this.seen.answered++;
        if (!/\nconnection: close\r/i.test(answer)) continue;
        this.seen.saidGoodbye++;
        return;
      } catch (thrown) {
        // A fresh connection may meet the very instant of closing: SO_REUSEPORT has no way out.
        if (requests > 0) this.seen.cut.push(String(thrown));
        return;
      }
    }
  }
}

Deno.test("a planned stop of one of two gateways cuts no connection that is in use", async () => {
  await using rig = await startGatewayProcess();
  const second = await rig.startAnother();
  const callers = new Callers(rig.gateway.boot.port, 16);
  const { seen } = callers;
  try {
    await until(() => seen.answered > 200);
    assert.equal(seen.saidGoodbye, 0, "nobody is sent away while nobody stops");
    assert.equal((await second.stop()).code, 0);
    const before = seen.answered;
    await until(() => seen.answered > before + 200);
  } finally {
    await callers.stop();
  }
  assert.deepEqual(seen.cut, []);
  assert.ok(seen.saidGoodbye > 0, "those of the stopping gateway were told to go");
});
