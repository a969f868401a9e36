import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { NetopsError } from "@netops/core";
import type { ExecutionStatus, NotificationSpec, StageSpec } from "@netops/core/contracts";
import {
  createFixedRng,
  FakeTimer,
  RecordingEventSink,
  ScriptedHttpClient,
} from "@netops/core/testing";
import { dueNotices, type NotifiedRecord } from "./due_notices.ts";
import type { Notice } from "./notice.ts";
import { type NoticePorts, sendNotice } from "./send_notice.ts";

const ALL: NotificationSpec["on"] = ["started", "succeeded", "failed", "approval"];
const TERMINAL: NotificationSpec = { on: ALL, to: { kind: "terminal" } };
const HOOK = { kind: "webhook", url: "http://127.0.0.1:9/hook" } as const;

const APPROVE: StageSpec = {
  ...{ name: "ok", type: "approve", needs: [], onFailure: "halt", message: "Ship it?" },
  ...{ roles: ["sre"], expiresMs: 60_000, otherwise: "reject" },
};

function recordOf(
  change: Partial<NotifiedRecord>,
  notifications: NotificationSpec[] = [TERMINAL],
): NotifiedRecord {
  const pipeline = {
    ...{ name: "ship", app: "hello", parameters: [], triggers: [], notifications },
    concurrency: "reject" as const,
  };
  return {
    ...{ id: "e-1", runId: "r", app: "hello", slot: "hello", pipeline, parameters: {}, by: "ada" },
    ...{ trigger: "manual", createdAtMs: 1, seq: 1, isCancelAsked: false, isPauseAsked: false },
    ...{ status: "RUNNING" as ExecutionStatus, stages: [] },
    ...change,
  };
}

function asking(status: ExecutionStatus): Partial<NotifiedRecord> {
  const { name, needs, onFailure } = APPROVE;
  const stage = { name, needs, onFailure, status, spec: APPROVE, startedAtMs: 5 };
  return { startedAtMs: 2, stages: [{ ...stage, outputs: {}, wishes: {} }] };
}

function keysOf(record: NotifiedRecord): string[] {
  return dueNotices(record).map(({ key }) => key);
}

Deno.test("an execution tells that it started and how it ended, once", () => {
  assert.deepEqual(keysOf(recordOf({})), []);
  assert.deepEqual(keysOf(recordOf({ startedAtMs: 2 })), ["started/0"]);
  const over = { startedAtMs: 2, endedAtMs: 9 };
  assert.deepEqual(keysOf(recordOf({ ...over, status: "SUCCEEDED" })), [
    "started/0",
    "succeeded/0",
  ]);
  for (const status of ["TERMINAL", "CANCELED", "STOPPED"] as const) {
    assert.deepEqual(keysOf(recordOf({ ...over, status })), ["started/0", "failed/0"]);
  }
  const notified = ["started/0", "succeeded/0"];
  assert.deepEqual(keysOf(recordOf({ ...over, status: "SUCCEEDED", notified })), []);
});

Deno.test("a question is told while it waits, with all that its answer needs", () => {
  const [notice] = dueNotices(recordOf({ ...asking("RUNNING"), notified: ["started/0"] }));
  assert.deepEqual(notice?.document, {
    ...{ schema: "netops.notice/v1", id: "e-1/approval/ok/0", event: "approval", tsMs: 5 },
    ...{ execution: "e-1", app: "hello", pipeline: "ship", status: "RUNNING", by: "ada" },
    ...{ trigger: "manual", stage: "ok", message: "Ship it?", roles: ["sre"], expiresAtMs: 60_005 },
  });
  for (const status of ["NOT_STARTED", "SUCCEEDED", "TERMINAL"] as const) {
    assert.deepEqual(keysOf(recordOf(asking(status))), ["started/0"]);
  }
});

Deno.test("each notification hears what it asked for, and nothing else", () => {
  const notifications: NotificationSpec[] = [
    { on: ["failed"], to: HOOK },
    { on: ["started", "succeeded"], to: { kind: "file", path: "/tmp/x" } },
  ];
  const record = recordOf({ startedAtMs: 2, endedAtMs: 3, status: "SUCCEEDED" }, notifications);
  assert.deepEqual(keysOf(record), ["started/1", "succeeded/1"]);
  const failed = recordOf({ startedAtMs: 2, endedAtMs: 3, status: "TERMINAL" }, notifications);
  assert.deepEqual(keysOf(failed), ["failed/0", "started/1"]);
});

function noticeTo(to: NotificationSpec["to"]): Notice {
  return dueNotices(recordOf({ startedAtMs: 2 }, [{ on: ALL, to }]))[0]!;
}

class Rig implements NoticePorts {
  readonly timer = new FakeTimer();
  readonly rng = createFixedRng("n");
  readonly events = new RecordingEventSink();
  readonly lines: string[] = [];
  readonly http: ScriptedHttpClient;
  readonly ending = new AbortController();
  readonly signal = this.ending.signal;
  secret: string | undefined = "s3cret";
  readonly secretOf = (name: string) => name === "HOOK_SECRET" ? this.secret : undefined;
  readonly appendLine = (path: string, line: string) =>
    Promise.resolve(void this.lines.push(`${path} ${line}`));

  constructor(statuses: readonly number[]) {
    const left = [...statuses];
    this.http = new ScriptedHttpClient(() => {
      const status = left.shift() ?? 200;
      if (status === 0) throw new NetopsError("UNREACHABLE", "Cannot reach 127.0.0.1:9");
      return new Response(null, { status });
    });
  }

  /** Sends, and lets as much time pass as that takes. */
  async send(to: NotificationSpec["to"]) {
    const sent = sendNotice(noticeTo(to), this);
    await this.timer.advance(600_000);
    return await sent;
  }
}

Deno.test("a webhook hears the document, its id, and a signature that receivers can check", async () => {
  const rig = new Rig([]);
  assert.deepEqual(await rig.send({ ...HOOK, secretEnv: "HOOK_SECRET" }), { outcome: "told" });
  const [request] = rig.http.requests;
  const headers = request?.headers as Record<string, string>;
  const body = String(request?.body);
  assert.equal(JSON.parse(body).event, "started");
  assert.equal(headers["x-netops-delivery"], "e-1/started/0");
  const mac = createHmac("sha256", "s3cret").update(body).digest("hex");
  assert.equal(headers["x-netops-signature"], `sha256=${mac}`);
});

Deno.test("without a secret to sign with nothing is sent, and without a wish for one nothing is signed", async () => {
  const rig = new Rig([]);
  rig.secret = undefined;
  const unsigned = await rig.send({ ...HOOK, secretEnv: "HOOK_SECRET" });
  assert.deepEqual(unsigned, {
    outcome: "given-up",
    reason: "Cannot sign as HOOK_SECRET is not set",
  });
  assert.equal(rig.http.requests.length, 0);
  await rig.send(HOOK);
  assert.ok(!("x-netops-signature" in (rig.http.requests[0]?.headers as object)));
});

Deno.test("a webhook that fails is called again with growing waits, and not for ever", async () => {
  const rig = new Rig([503, 0, 429, 200]);
  assert.equal((await rig.send(HOOK)).outcome, "told");
  const ids = rig.http.requests.map(({ headers }) =>
    (headers as Record<string, string>)["x-netops-delivery"]
  );
  assert.deepEqual(ids, Array(4).fill("e-1/started/0"));
  const never = new Rig(Array(20).fill(500));
  assert.deepEqual(await never.send(HOOK), {
    outcome: "given-up",
    reason: "http://127.0.0.1:9/hook: it answered 500, after 8 tries",
  });
  const wrong = new Rig([404]);
  assert.equal((await wrong.send(HOOK)).outcome, "given-up");
  assert.equal(wrong.http.requests.length, 1);
});

Deno.test("another machine is not told unless its host is allowed", async () => {
  const far = { ...HOOK, url: "https://hooks.example/x" };
  const rig = new Rig([]);
  assert.equal((await rig.send(far)).outcome, "given-up");
  assert.equal(rig.http.requests.length, 0);
  Object.assign(rig, { allowedHosts: ["hooks.example"] });
  assert.equal((await rig.send(far)).outcome, "told");
});

Deno.test("a process that ends leaves a notice for the next one", async () => {
  const rig = new Rig(Array(20).fill(500));
  const sent = sendNotice(noticeTo(HOOK), rig);
  await rig.timer.advance(3_000);
  rig.ending.abort();
  assert.deepEqual(await sent, { outcome: "interrupted" });
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("a file gets a line, and the time line an event", async () => {
  const rig = new Rig([]);
  await rig.send({ kind: "file", path: "/tmp/notices.jsonl" });
  assert.match(rig.lines[0] ?? "", /^\/tmp\/notices\.jsonl \{"schema":"netops.notice\/v1".*\}\n$/);
  await rig.send({ kind: "terminal" });
  assert.equal(rig.events.events[0]?.kind, "deploy.notice");
  assert.equal(rig.events.events[0]?.data?.["id"], "e-1/started/0");
  const full = new Rig([]);
  Object.assign(full, {
    appendLine: () => Promise.reject(new NetopsError("DISK_FULL", "Cannot write to /tmp/x")),
  });
  const outcome = await full.send({ kind: "file", path: "/tmp/x" });
  assert.deepEqual(outcome, { outcome: "given-up", reason: "Cannot write to /tmp/x" });
});
