import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ExecutionView, ExecutionWish } from "@netops/core/contracts";
import type { LiveRun } from "../command_context.ts";
import { bakeStage, BEGAN_AT_MS, deployStage, detail, execution } from "./deploy_fixture.ts";
import { endDeploy } from "./end_deploy.ts";
import { watchDeploy, type WatchEnd, type WatchOrder } from "./watch_deploy.ts";
import { type FakeCommandLine, fakeCommandLine } from "./watch_fixture.ts";

/** A conductor that says what it is told to, and remembers what was wished. */
class FakeConductor {
  readonly wishes: ExecutionWish[] = [];
  refusals: NetopsError[] = [];
  #tell: (view: ExecutionView | undefined) => void = () => {};
  #waiting: (ExecutionView | undefined)[] = [];

  say(view: ExecutionView | undefined): void {
    this.#waiting.push(view);
    this.#tell(undefined);
  }

  wish(_id: string, wish: ExecutionWish): Promise<void> {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return Promise.reject(refusal);
    this.wishes.push(wish);
    return Promise.resolve();
  }

  async *stream(_id: string, signal: AbortSignal): AsyncGenerator<ExecutionView | undefined> {
    while (!signal.aborted) {
      if (this.#waiting.length > 0) yield this.#waiting.shift();
      else {
        await new Promise<void>((resolve) => {
          this.#tell = () => resolve();
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      }
    }
  }
}

const live = {
  fleet: { instances: () => Promise.resolve({ instances: [] }) },
} as unknown as LiveRun;

interface Watched extends FakeCommandLine {
  readonly conductor: FakeConductor;
  readonly end: Promise<WatchEnd>;
}

function watched(
  options: Parameters<typeof fakeCommandLine>[0] = {},
  onStop: WatchOrder["onStop"] = "abort",
): Watched {
  const line = fakeCommandLine(options);
  const conductor = new FakeConductor();
  const first = execution({ seq: 1, stages: [bakeStage({ status: "RUNNING" })] });
  const order = { live, api: conductor, by: "ada", onStop };
  return { ...line, conductor, end: watchDeploy(first, order, line.context) };
}

const promoted = execution({
  ...{ seq: 9, status: "SUCCEEDED", verdict: "promoted", endedAtMs: BEGAN_AT_MS + 9_000 },
  stages: [bakeStage(), deployStage({ status: "SUCCEEDED" })],
});
const aborted = execution({
  ...{ seq: 9, status: "CANCELED", verdict: "rolled-back", isCancelAsked: true },
  reason: "ended by ada",
});

Deno.test("off a terminal a deploy is told line by line, and what came of it at the end", async () => {
  const { conductor, end, out, context, timer } = watched();
  await timer.settle();
  conductor.say(execution({ seq: 2 }));
  await timer.advance(6_000);
  conductor.say(undefined);
  await timer.advance(6_000);
  conductor.say(promoted);
  await timer.settle();
  const code = endDeploy(await end, "promote", context);
  const lines = out().split("\n");
  assert.equal(code, 0);
  assert.match(lines[0] ?? "", /bake: started$/);
  assert.ok(lines.some((line) => /requests go to hello-v000 75 %, hello-v001 25 %/.test(line)));
  assert.ok(lines.some((line) => /still going on: deploy.*: look 2/.test(line)), "heartbeat");
  assert.ok(lines.includes("PROMOTED  hello-v001 has all requests"));
  assert.equal(timer.pendingCount, 0, "no timer is left");
});

Deno.test("--jsonl is a line a change and the document last; --json only the document", async () => {
  for (const form of ["jsonl", "json"] as const) {
    const { conductor, end, out, context } = watched({ globals: { [form]: true } });
    conductor.say(promoted);
    assert.equal(endDeploy(await end, "promote", context), 0);
    const schemas = out().trimEnd().split("\n").map((line) => JSON.parse(line).schema);
    const progress = form === "json" ? [] : Array(2).fill("netops.deploy.progress/v1");
    assert.deepEqual(schemas, [...progress, "netops.deploy/v1"]);
  }
});

Deno.test("Ctrl-C asks for an abort until somebody hears it, and shows the way back", async () => {
  const { conductor, end, err, signal, timer, context } = watched();
  conductor.refusals = [new NetopsError("UNREACHABLE", "Connection refused")];
  signal("SIGINT");
  await timer.advance(1_500);
  assert.deepEqual(conductor.wishes, [
    { wish: "abort", by: "ada", reason: "SIGINT at the command line" },
  ]);
  assert.match(err(), /SIGINT: aborting and taking back what was done; once more leaves/);
  conductor.say(aborted);
  const code = endDeploy(await end, "promote", context);
  assert.deepEqual([code, context.stop.exitCode, context.stop.settled], [7, 130, undefined]);
});

Deno.test("a second Ctrl-C leaves the way back to the conductor, and says how to see it", async () => {
  const { conductor, end, err, signal, timer, context } = watched();
  signal("SIGINT");
  await timer.advance(600);
  signal("SIGINT");
  const { isLeft } = await end;
  endDeploy({ view: execution(), isLeft }, "promote", context);
  assert.deepEqual([isLeft, conductor.wishes.length], [true, 1]);
  assert.match(err(), /netops deploy status d-1a2b3c4d --watch/);
});

Deno.test("an abort that comes too late is answered by what became of it", async () => {
  const { conductor, end, signal, timer, context } = watched();
  conductor.refusals = [new NetopsError("CONFLICT", "It is over")];
  signal("SIGTERM");
  await timer.advance(3_000);
  assert.deepEqual(conductor.wishes, [], "it is not asked again");
  conductor.say(promoted);
  assert.equal(endDeploy(await end, "promote", context), 0);
  assert.equal(context.stop.settled, 0);
});

Deno.test("a closed terminal, and who only looks on, leave a deploy alone", async () => {
  for (const [name, onStop] of [["SIGHUP", "abort"], ["SIGINT", "leave"]] as const) {
    const { conductor, end, signal } = watched({}, onStop);
    signal(name);
    assert.equal((await end).isLeft, true);
    assert.deepEqual(conductor.wishes, []);
  }
});

Deno.test("on a terminal it is drawn in place, and the last frame stays", async () => {
  const { conductor, end, out, timer } = watched({ isTerminal: true });
  await timer.advance(200);
  const view = execution({ stages: [bakeStage(), deployStage({ deploy: detail() })], seq: 2 });
  conductor.say(view);
  await timer.advance(300);
  assert.ok(out().startsWith("\x1b[?25l"), "no cursor");
  assert.match(out(), /traffic {3}hello-v000 75\.2 %/);
  conductor.say(promoted);
  await end;
  const last = out().split("\x1b[?25h").at(-1) ?? "";
  assert.match(last, /^hello {2}v000 → v001 {2}canary {2}✓ promoted/m);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("--quiet says nothing while it goes on", async () => {
  const { conductor, end, out, err } = watched({ globals: { quiet: true } });
  conductor.say(promoted);
  await end;
  assert.deepEqual([out(), err()], ["", ""]);
});
