import assert from "node:assert/strict";
import type { ExecutionEvent, ExecutionView, PipelineSpecInput } from "@netops/core/contracts";
import type { PsRow } from "../harness/platform.ts";
import { FleetRig, kill, until } from "./fleet_rig.ts";

/** Asks the conductor of a rig, wherever it is by now; a conductor that is away is asked again. */
class LivingConductor {
  constructor(readonly rig: FleetRig) {}

  async row(): Promise<PsRow> {
    return (await this.rig.untilUp("conductor", 1))[0]!;
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    for (;;) {
      const { host, port } = await this.row();
      try {
        const response = await fetch(`http://${host}:${port}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${this.rig.run.token}`,
            "content-type": "application/json",
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return await response.json() as T;
      } catch (thrown) {
        // Nobody listens: it was killed, and the next one is not there yet.
        if (!(thrown instanceof TypeError)) throw thrown;
      }
    }
  }

  start(pipeline: PipelineSpecInput, key: string): Promise<ExecutionView> {
    return this.ask("POST", "/v1/executions", { pipeline, key });
  }

  view(id: string): Promise<ExecutionView> {
    return this.ask("GET", `/v1/executions/${id}`);
  }

  async untilOver(id: string, limitMs: number): Promise<ExecutionView> {
    let view = await this.view(id);
    await until(`${id} is over`, limitMs, async () => {
      view = await this.view(id);
      return view.endedAtMs !== undefined;
    });
    return view;
  }

  async events(id: string): Promise<readonly ExecutionEvent[]> {
    return (await this.ask<{ events: ExecutionEvent[] }>("GET", `/v1/executions/${id}/events`))
      .events;
  }
}

function run(name: string, dir: string, needs: string[] = []) {
  // Each run leaves a line: who is started twice leaves two.
  const command = ["/bin/sh", "-c", `sleep 0.4; echo ${name} >> ${dir}/done`];
  return { name, type: "run" as const, command, dir, needs };
}

function wait(name: string, durationMs: number, needs: string[]) {
  return { name, type: "wait" as const, durationMs, needs };
}

Deno.test("a conductor that is killed again and again comes to the end, and nothing is done twice", async (t) => {
  await FleetRig.withApps([], async (rig) => {
    const conductor = new LivingConductor(rig);
    const dir = await Deno.makeTempDir({ prefix: "netops-conductor-" });
    try {
      await t.step("kill -9 at any moment", () => killedAnywhere(conductor, dir));
      await t.step(
        "what waits for its turn, and what is told, survive it",
        () => survives(conductor, dir),
      );
      await t.step("one that waits does nothing, and is small", () => still(conductor));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
});

async function killedAnywhere(conductor: LivingConductor, dir: string): Promise<void> {
  const stages = [
    run("one", dir),
    wait("two", 500, ["one"]),
    run("three", dir, ["two"]),
    run("four", dir, ["two"]),
    wait("five", 300, ["three", "four"]),
  ];
  const pipeline = { name: "killed", app: "web", stages };
  const { id } = await conductor.start(pipeline, "killed");
  let kills = 0;
  for (let pid = 0; kills < 4;) {
    const view = await conductor.view(id);
    if (view.endedAtMs !== undefined) break;
    const row = await conductor.row();
    if (row.pid === pid) continue;
    pid = row.pid;
    await new Promise((resolve) => setTimeout(resolve, 150 * kills));
    kill(pid, "SIGKILL");
    kills++;
  }
  assert.ok(kills >= 3, `${kills} kills`);
  const view = await conductor.untilOver(id, 30_000);
  assert.equal(view.status, "SUCCEEDED", JSON.stringify(view.stages));
  const lines = (await Deno.readTextFile(`${dir}/done`)).trim().split("\n");
  assert.deepEqual(lines.toSorted(), ["four", "one", "three"]);
  assert.equal(lines[0], "one");
  assert.equal((await conductor.start(pipeline, "killed")).id, id, "the key is known");
  const events = await conductor.events(id);
  const numbers = events.map(({ seq }) => seq);
  assert.deepEqual(numbers, [...new Set(numbers)].sort((one, other) => one - other));
  await assertTimeLine(conductor, id, events);
}

/** The time line has every event once, whoever told it. */
async function assertTimeLine(
  conductor: LivingConductor,
  id: string,
  events: readonly ExecutionEvent[],
): Promise<void> {
  const stored = events.map(({ seq, kind }) => `${seq} ${kind}`);
  let told: string[] = [];
  await until("the time line has it all", 5_000, async () => {
    const { body } = await conductor.rig.ask("GET", "/v1/events?kind=deploy&limit=1000");
    const mine = body.events.filter((event: { data: { execution: string } }) =>
      event.data.execution === id
    );
    told = mine.map(({ kind, data }: { kind: string; data: { seq: number } }) =>
      `${data.seq} ${kind}`
    );
    return told.length >= stored.length;
  });
  assert.deepEqual(told.toSorted(), stored.toSorted());
}

async function survives(conductor: LivingConductor, dir: string): Promise<void> {
  const file = `${dir}/told`;
  const notifications = [{ on: ["started", "succeeded"], to: { kind: "file", path: file } }];
  const pipeline = (name: string) =>
    ({ name, app: "web", notifications, stages: [wait("a", 1_500, [])] }) as PipelineSpecInput;
  const first = await conductor.start(pipeline("first"), "first");
  const second = await conductor.ask<ExecutionView>("POST", "/v1/executions", {
    pipeline: pipeline("second"),
    concurrency: "queue",
  });
  const refused = await conductor.ask<{ code: string; detail: string }>("POST", "/v1/executions", {
    pipeline: pipeline("third"),
  });
  assert.deepEqual(refused.code, "REFUSED");
  assert.match(refused.detail, new RegExp(`${first.id} \\(first, started by somebody\\)`));
  kill((await conductor.row()).pid, "SIGKILL");
  await until(
    "another one is there",
    10_000,
    async () => (await conductor.view(first.id)).id !== undefined,
  );
  const [one, other] = [
    await conductor.untilOver(first.id, 10_000),
    await conductor.untilOver(second.id, 10_000),
  ];
  assert.deepEqual([one.status, other.status], ["SUCCEEDED", "SUCCEEDED"]);
  assert.ok(one.endedAtMs! <= other.startedAtMs!, "one after the other");
  await until("all four are told", 10_000, async () => (await linesOf(file)).length >= 4);
  const told = (await linesOf(file)).map((line) => JSON.parse(line));
  const ids = told.map((notice: { id: string }) => notice.id);
  assert.equal(new Set(ids).size, 4, `each once, or again under its id: ${ids}`);
}

async function linesOf(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(file).catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** A conductor that waits takes no time, and no more memory than the guardian. */
async function still(conductor: LivingConductor): Promise<void> {
  const { pid: killed } = await conductor.row();
  kill(killed, "SIGKILL");
  await until("another one is there", 10_000, async () => {
    const [row] = await conductor.rig.instances("conductor");
    return row?.status === "UP" && row.pid !== killed;
  });
  const { pid } = await conductor.row();
  const before = await ticksOf(pid);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const ticks = await ticksOf(pid) - before;
  assert.ok(ticks <= 12, `${ticks} ticks of 10 ms in 3 s of nothing to do`);
  const guardian = (await conductor.rig.untilUp("guardian", 1))[0]!;
  const [own, other] = [await pssKbOf(pid), await pssKbOf(guardian.pid)];
  assert.ok(own < other * 1.15, `${own} KiB of the conductor, ${other} KiB of the guardian`);
}

/** CPU time so far, in ticks of 10 ms. */
async function ticksOf(pid: number): Promise<number> {
  const fields = (await Deno.readTextFile(`/proc/${pid}/stat`)).split(") ")[1]!.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function pssKbOf(pid: number): Promise<number> {
  return Number(/^Pss:\s+(\d+)/m.exec(await Deno.readTextFile(`/proc/${pid}/smaps_rollup`))?.[1]);
}
