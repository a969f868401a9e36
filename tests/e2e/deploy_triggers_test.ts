import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { ExecutionView } from "@netops/core/contracts";
import { ConductorCalls } from "../harness/conductor_calls.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";

const QUICK = { name: "rest", type: "wait", durationMs: 0 } as const;

/** A receiver of webhooks that refuses the first call. */
class Receiver implements AsyncDisposable {
  readonly calls: { readonly headers: Headers; readonly body: string }[] = [];
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => undefined },
    async (request) => {
      this.calls.push({ headers: request.headers, body: await request.text() });
      return new Response(null, { status: this.calls.length === 1 ? 503 : 200 });
    },
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/hook`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

async function git(dir: string, ...args: readonly string[]): Promise<void> {
  const who = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const { code, stderr } = await new Deno.Command("git", { args: ["-C", dir, ...who, ...args] })
    .output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}

Deno.test("pipelines start by themselves, once each, also when the conductor is killed, and tell of it", async () => {
  await using receiver = new Receiver();
  await using platform = await TestPlatform.create({ ...HELLO_FILES, "repo/a.txt": "one" });
  const repo = `${platform.dir}/repo`;
  await git(platform.dir, "init", "-q", "-b", "main", repo);
  await git(repo, "add", ".");
  await git(repo, "commit", "-qm", "one");
  const up = await platform.run(["up", "-d", "--json", "--isolated"], { HOOK_SECRET: "s3cret" });
  assert.equal(up.code, 0, up.stderr);
  const conductor = new ConductorCalls(platform);
  const file = `${platform.dir}/notices.jsonl`;
  const hook = { kind: "webhook", url: receiver.url, secretEnv: "HOOK_SECRET" } as const;
  await conductor.keep({
    ...{ name: "ship", app: "hello", stages: [QUICK], concurrency: "queue" },
    triggers: [{ type: "git", repo, ref: "main", everyMs: 1_000 }],
    notifications: [
      { on: ["succeeded"], to: hook },
      { on: ["started", "succeeded"], to: { kind: "file", path: file } },
    ],
  });
  await conductor.keep({
    ...{ name: "tick", app: "hello", stages: [QUICK], concurrency: "queue" },
    triggers: [{ type: "cron", schedule: "*/2 * * * * *", timeZone: "Europe/Berlin" }],
  });
  const at = new Date(Date.now() + 8_000);
  const once = `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
  await conductor.keep({
    ...{ name: "once", app: "hello", stages: [QUICK], concurrency: "queue" },
    triggers: [{ type: "cron", schedule: once, timeZone: "UTC" }],
  });
  const runs = async () => {
    const path = "/executions?limit=500";
    return (await conductor.ask<{ executions: ExecutionView[] }>("GET", path)).executions;
  };
  const runsOf = async (name: string) => (await runs()).filter(({ pipeline }) => pipeline === name);
  const startedBy = async (by: string) => (await runs()).filter(({ trigger }) => trigger === by);
  await until("the schedule fires", 20_000, async () => (await startedBy("cron")).length >= 2);
  assert.deepEqual(await startedBy("git"), [], "the first sight of a branch starts nothing");

  await Deno.writeTextFile(`${repo}/a.txt`, "two");
  await git(repo, "commit", "-qam", "two");
  await until("the commit ships", 20_000, async () => (await startedBy("git")).length === 1);
  await until("the webhook hears of it again", 20_000, () => receiver.calls.length === 2);
  const { headers, body } = receiver.calls[1]!;
  const mac = createHmac("sha256", "s3cret").update(body).digest("hex");
  assert.equal(headers.get("x-netops-signature"), `sha256=${mac}`);
  assert.equal(
    headers.get("x-netops-delivery"),
    receiver.calls[0]?.headers.get("x-netops-delivery"),
  );
  await until("the file has both lines", 20_000, async () => (await linesOf(file)).length === 2);
  assert.deepEqual((await linesOf(file)).map(({ event }) => event).sort(), [
    "started",
    "succeeded",
  ]);

  await until("its one time fires", 20_000, async () => (await runsOf("once")).length === 1);
  const killed = (await platform.ps()).find(({ app }) => app === "conductor")!;
  Deno.kill(killed.pid, "SIGKILL");
  await until("there is another conductor", 30_000, async () => {
    const row = (await platform.ps()).find(({ app }) => app === "conductor");
    return row?.status === "UP" && row.pid !== killed.pid;
  });
  const before = (await startedBy("cron")).length;
  await until(
    "the schedule goes on",
    30_000,
    async () => (await startedBy("cron")).length > before,
  );
  assert.equal((await startedBy("git")).length, 1, "a restart ships nothing again");
  assert.equal((await runsOf("once")).length, 1, "nor does it fire a time again");
});

async function linesOf(path: string): Promise<readonly { readonly event: string }[]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
