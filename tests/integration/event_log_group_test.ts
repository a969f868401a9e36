import assert from "node:assert/strict";
import type { EventLog } from "@netops/core";
import { openEventLogAt } from "../harness/open_event_log.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";

const EVENTS = "server/events/main.ts";
const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<number> {
  const startedMs = performance.now();
  while (!await holds()) {
    if (performance.now() - startedMs > withinMs) throw new Error("It did not come to pass");
    await pause(5);
  }
  return performance.now() - startedMs;
}

/** A client that is as patient as a machine that runs other tests beside this one needs. */
function openClient({ url, boot }: RunningService): ReturnType<typeof openEventLogAt> {
  return openEventLogAt({ url, token: boot.token, sendDeadlineMs: 60_000 });
}

/** Sends numbers to all partitions until stopped. */
class Sender {
  sent = 0;
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(log: EventLog) {
    this.#running = this.#run(log);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(log: EventLog): Promise<void> {
    const producer = log.producer();
    for (; !this.#stopped; this.sent++) {
      const message = { key: `key-${this.sent % 16}`, value: `${this.sent}` };
      await producer.send({ topic: "t", messages: [message] });
      await pause(2);
    }
    await producer.close();
  }
}

/** A consumer that is a process of its own, so that it can be killed and stopped. */
class Member implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  values: string[] = [];
  text = "";

  constructor(events: RunningService) {
    const script = new URL("./event_log_member.ts", import.meta.url).pathname;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-check", script, events.url, events.boot.token],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reading = this.#read();
  }

  signal(name: Deno.Signal): void {
    this.#child.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It is gone already.
    }
    await this.#child.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const piece of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.text += piece;
      this.values = this.text.split("\n").slice(0, -1);
    }
  }
}

Deno.test("when a member is killed, another reads its partitions within a session", async () => {
  await using events = await startService({ entry: EVENTS });
  using client = openClient(events);
  const sender = new Sender(client.log);
  await using one = new Member(events);
  await using two = new Member(events);
  try {
    await until(() => one.values.length > 20 && two.values.length > 20);
    one.signal("SIGKILL");
    const killedMs = performance.now();
    const before = sender.sent;
    const isSince = (value: string) => Number(value) >= before;
    const keys = () => new Set(two.values.filter(isSince).map((value) => Number(value) % 16));
    await until(() => keys().size === 16);
    const takenMs = performance.now() - killedMs;
    assert.ok(takenMs < 6_000, `it took ${takenMs} ms`);
  } finally {
    await sender.stop();
  }
  const all = () => new Set([...one.values, ...two.values]).size;
  await until(() => all() === sender.sent);
});

Deno.test("when a member leaves in good order, its partitions are read at once", async () => {
  await using events = await startService({ entry: EVENTS });
  using client = openClient(events);
  const sender = new Sender(client.log);
  await using one = new Member(events);
  await using two = new Member(events);
  try {
    await until(() => one.values.length > 20 && two.values.length > 20);
    one.signal("SIGTERM");
    const before = sender.sent;
    const keys = () =>
      new Set(two.values.filter((value) => Number(value) >= before).map((v) => Number(v) % 16));
    const takenMs = await until(() => keys().size === 16);
    assert.ok(takenMs < 2_000, `it took ${takenMs} ms`);
  } finally {
    await sender.stop();
  }
  await until(() => new Set([...one.values, ...two.values]).size === sender.sent);
  assert.equal(one.values.length + two.values.length, sender.sent, "a message came twice");
});

Deno.test("a member that was frozen is fenced off, comes back, and no offset goes backwards", async () => {
  await using events = await startService({ entry: EVENTS });
  using client = openClient(events);
  const sender = new Sender(client.log);
  await using one = new Member(events);
  await using two = new Member(events);
  const watched = watchOffsets(events);
  try {
    await until(() => one.values.length > 20 && two.values.length > 20);
    one.signal("SIGSTOP");
    await pause(4_500);
    const frozen = one.values.length;
    one.signal("SIGCONT");
    await until(() => one.values.length > frozen + 20);
  } finally {
    await sender.stop();
    assert.equal(await watched.stop(), 0, "a committed offset went backwards");
  }
  await until(() => new Set([...one.values, ...two.values]).size === sender.sent);
});

Deno.test("a group rides over a restart of the events process without a new generation", async () => {
  const home = await Deno.makeTempDir({ prefix: "netops-events-group-" });
  const port = freePort();
  const boot = { home, dataDir: `${home}/data/events`, port, adminPort: port };
  let events = await startService({ entry: EVENTS, boot });
  const client = openClient(events);
  const seen: string[] = [];
  const consumer = client.log.consumer({ topics: ["t"], groupId: "g", fromBeginning: true });
  const sender = new Sender(client.log);
  try {
    consumer.run(({ message }) => void seen.push(message.value));
    await until(() => seen.length > 50);
    const before = await groupOf(events);
    await events.kill();
    events = await startService({ entry: EVENTS, boot });
    const after = seen.length;
    await until(() => seen.length > after + 50);
    await sender.stop();
    await until(() => new Set(seen).size === sender.sent);
    const now = await groupOf(events);
    assert.deepEqual(
      [now.generation, now.members],
      [before.generation, before.members],
    );
  } finally {
    await sender.stop();
    await consumer.close();
    client[Symbol.dispose]();
    await events.kill();
    await Deno.remove(home, { recursive: true });
  }
});

interface GroupDocument {
  readonly generation: number;
  readonly members: readonly { readonly member: string }[];
  readonly partitions: readonly { readonly partition: number; readonly committed: number }[];
}

async function groupOf({ url, boot }: RunningService): Promise<GroupDocument> {
  const headers = { authorization: `Bearer ${boot.token}` };
  return await (await fetch(`${url}/groups/g`, { headers })).json();
}

/** Looks at committed offsets until stopped; counts how often one went backwards. */
function watchOffsets(events: RunningService): { stop(): Promise<number> } {
  const highest = new Map<number, number>();
  let backwards = 0;
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      const { partitions = [] } = await groupOf(events);
      for (const { partition, committed } of partitions) {
        if (committed < (highest.get(partition) ?? 0)) backwards++;
        highest.set(partition, committed);
      }
      await pause(20);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await running;
      return backwards;
    },
  };
}
