import assert from "node:assert/strict";
import {
  EventsDocument,
  PsDocument,
  StatusDocument,
  TimelineEvent,
  UpDocument,
} from "@netops/core/contracts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, TestPlatform, until } from "../harness/platform.ts";
import { TextLineStream } from "../harness/text_lines.ts";

/** Runs a command that must end well, and reads its one document. */
async function json(platform: TestPlatform, ...args: string[]) {
  const { code, stdout, stderr } = await platform.run([...args, "--json"]);
  assert.deepEqual([code, stderr], [0, ""], args.join(" "));
  return JSON.parse(stdout);
}

Deno.test("every document of a running platform keeps its contract", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const up = UpDocument.parse(await platform.up());
  assert.ok(up.healthy && up.readyMs > 0 && up.pssBytes > 0);
  for (const url of Object.values<string | undefined>(up.urls)) {
    assert.match(url ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
  }

  const status = StatusDocument.parse(await json(platform, "status"));
  assert.deepEqual([status.healthy, status.runId, status.urls], [true, up.runId, up.urls]);
  const ps = PsDocument.parse(await json(platform, "ps"));
  assert.equal(ps.instances.length, up.processes);
  const events = EventsDocument.parse(await json(platform, "events", "--kind", "process."));
  assert.ok(events.events.length > 0);
  assert.ok(events.events.every((event) => event.kind.startsWith("process.")));
  assert.equal((await json(platform, "events", "-n", "1")).events.length, 1);

  const registry = await json(platform, "registry", "list");
  const hello = registry.applications.find((one: { app: string }) => one.app === "hello");
  assert.deepEqual([registry.schema, hello.instances.length], ["netops.registry/v1", 2]);
  assert.equal(typeof hello.instances[0].leaseAgeMs, "number");
  assert.equal((await json(platform, "registry", "show", "hello")).instances.length, 2);
  assert.equal((await json(platform, "registry", "explain")).schema, "netops.registry.explain/v1");
  assert.deepEqual(await json(platform, "open", "hello"), {
    schema: "netops.open/v1",
    page: "hello",
    url: `${up.urls.gateway}/hello/`,
  });
  assert.equal((await json(platform, "logs", "-n", "2")).schema, "netops.logs/v1");
  assert.equal((await json(platform, "wait")).state, "healthy");
});

Deno.test("an override takes an instance out of service, and none puts it back", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const victim = (await platform.ps()).find((row) => row.app === "hello")!.id;
  const statusOf = async () => {
    const { applications } = await json(platform, "registry", "list");
    const all = applications.flatMap((one: { instances: unknown[] }) => one.instances);
    return all.find((one: { id: string }) => one.id === victim)?.status;
  };
  await json(platform, "registry", "override", victim, "OUT_OF_SERVICE", "--dry-run");
  assert.equal(await statusOf(), "UP");
  await json(platform, "registry", "override", victim, "OUT_OF_SERVICE");
  assert.equal(await statusOf(), "OUT_OF_SERVICE");
  await json(platform, "registry", "override", victim, "none");
  await until("it is up again", 6_000, async () => await statusOf() === "UP");
});

Deno.test("scale, stop, start and restart change what runs; --dry-run does not", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const hellos = async () => (await platform.ps()).filter((row) => row.app === "hello");
  const before = await hellos();
  for (const words of [["scale", "hello", "3"], ["stop", "hello"], ["restart", "hello"]]) {
    assert.equal((await json(platform, ...words, "--dry-run")).dryRun, true);
  }
  for (const words of [["scale", "gateway", "0"], ["stop", "gateway"], ["start", "registry"]]) {
    assert.equal((await platform.run([...words, "--dry-run"])).code, 6, words.join(" "));
  }
  assert.deepEqual((await hellos()).map((row) => row.pid), before.map((row) => row.pid));

  assert.equal((await json(platform, "scale", "hello", "3")).desired, 3);
  await json(platform, "wait", "hello");
  assert.equal((await hellos()).length, 3);
  await json(platform, "stop", "hello");
  await json(platform, "wait", "hello", "--for", "down");
  await until("they are gone", 5_000, async () => (await hellos()).length === 0);
  assert.match((await platform.run(["status"])).stdout, /^hello +stopped +0\/0$/m);
  assert.equal((await json(platform, "wait")).state, "healthy");
  const vain = await platform.run(["wait", "hello", "--timeout", "50s"]);
  assert.deepEqual([vain.code, vain.elapsedMs < 10_000], [4, true]);
  assert.match(vain.stderr, /hello as it is stopped[^]*fix: netops start hello/);
  await json(platform, "start", "hello");
  await json(platform, "wait", "hello", "--for", "healthy");
  const one = (await hellos())[0]!;
  await json(platform, "restart", one.id);
  await until("it is replaced", 10_000, async () => {
    const now = await hellos();
    return now.every((row) => row.pid !== one.pid && row.status === "UP") && now.length >= 2;
  });
  for (const words of [["stop", "helo"], ["wait", "helo"], ["restart", "helo"], ["open", "helo"]]) {
    const { code, stderr } = await platform.run(words);
    assert.equal(code, 1, words.join(" "));
    assert.match(stderr, /NOT_FOUND/);
  }
});

Deno.test("wait gives up with exit 4 and names what it waits for", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const { code, stderr } = await platform.run([
    "wait",
    "hello",
    "--for",
    "down",
    "--timeout",
    "300ms",
  ]);
  assert.equal(code, 4);
  assert.match(stderr, /hello is UP \(2 of 2 up\)/);
});

Deno.test("logs -f and events -f follow as JSON lines, and end by a signal", async () => {
  await using platform = await TestPlatform.create({
    "netops.yaml":
      "platform: none\nservices:\n  talk:\n    command: [node, x.mjs]\n    dir: ./talk\n    health: /health\n",
    "talk/x.mjs": `import { createServer } from "node:http";
createServer((q, r) => { if (q.url !== "/health") console.log(JSON.stringify({ level: "warn", msg: "saw " + q.url, n: 1 })); r.end("ok"); })
  .listen(process.env.PORT, process.env.HOST);`,
  });
  const { urls } = await platform.up();
  const logs = platform.spawn([
    "logs",
    "-f",
    "--jsonl",
    "talk",
    "--level",
    "warn",
    "--not",
    "noise",
  ]);
  const events = platform.spawn(["events", "-f", "--jsonl", "--kind", "process."]);
  const seen = { logs: collect(logs), events: collect(events) };
  await until("both follow", 5_000, async () => {
    await (await fetch(`${urls.gateway}/talk/noise`)).text();
    await (await fetch(`${urls.gateway}/talk/moon`)).text();
    return seen.logs.length > 0;
  });
  assert.ok(seen.logs.every((line) => JSON.parse(line).text.includes("moon")));
  kill((await platform.ps()).find((row) => row.app === "talk")!.pid, "SIGKILL");
  await until("the death is told", 5_000, () => seen.events.some((line) => line.includes("talk")));
  for (const line of seen.events) TimelineEvent.parse(JSON.parse(line));
  for (const [child, name, code] of [[logs, "SIGINT", 130], [events, "SIGTERM", 143]] as const) {
    child.kill(name);
    assert.equal((await child.status).code, code);
    await child.stderr.cancel();
  }
  assert.match(
    (await platform.run(["logs", "talk", "--grep", "moon", "-n", "1"])).stdout,
    /warn .*saw \/moon {2}n=1/,
  );
});

function collect(child: Deno.ChildProcess): string[] {
  const lines: string[] = [];
  const stream = child.stdout.pipeThrough(
    new TextDecoderStream() as TransformStream<Uint8Array, string>,
  )
    .pipeThrough(new TextLineStream());
  (async () => {
    for await (const line of stream) if (line !== "") lines.push(line);
  })();
  return lines;
}

Deno.test("events tells the runs of a home apart, and --run current leaves earlier ones out", async () => {
  await using platform = await TestPlatform.create({
    "netops.yaml": "platform: none\nservices: {}\n",
  });
  const first = UpDocument.parse(await platform.up());
  const rules = (text: string) => text.split("\n").filter((line) => line.startsWith("──"));
  assert.deepEqual(rules((await platform.run(["events"])).stdout), []);
  assert.equal((await platform.run(["down"])).code, 0);
  const second = UpDocument.parse(await platform.up());
  const { stdout } = await platform.run(["events"]);
  const [one = "", two = "", ...more] = rules(stdout);
  assert.match(one, new RegExp(`^── run ${first.runId}, [0-9: -]+ ──$`));
  assert.match(two, new RegExp(`^── run ${second.runId}, [0-9: -]+ ──$`));
  assert.deepEqual(more, []);
  assert.match(stdout.slice(stdout.indexOf(two)).split("\n")[1] ?? "", /platform\.start/);
  const runsOf = async (...args: string[]) => {
    const { events } = EventsDocument.parse(await json(platform, "events", ...args));
    return events.filter(({ kind }) => kind === "platform.start").map(({ subject }) => subject);
  };
  assert.deepEqual(await runsOf(), [first.runId, second.runId]);
  assert.deepEqual(await runsOf("--run", "current"), [second.runId]);
  const lines = (await platform.run(["events", "--jsonl"])).stdout.trim().split("\n");
  assert.ok(lines.every((line) => TimelineEvent.safeParse(JSON.parse(line)).success));
});

Deno.test("logs and events of a crash: logs still answer, ps says what to do, down cleans, purge removes", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  for (const app of ["fleet", "keeper"]) {
    kill((await platform.ps()).find((row) => row.app === app)!.pid, "SIGKILL");
    if (app === "fleet") break;
  }
  await until("fleet is gone", 3_000, async () => (await platform.run(["status"])).code === 3);
  assert.equal((await platform.run(["logs", "-n", "3"])).code, 0);
  const known = EventsDocument.parse(JSON.parse((await platform.run(["events", "--json"])).stdout));
  assert.ok(known.events.some((event) => event.kind.startsWith("process.")));
  assert.equal((await platform.run(["events", "-f"])).code, 3);
  assert.match((await platform.run(["ps"])).stderr, /netops down|netops up/);
  assert.equal((await platform.run(["down"])).code, 0);
  assert.deepEqual(platform.processes(), []);
  assert.match((await platform.run(["events"])).stdout, /process\./);

  await Deno.writeTextFile(`${platform.home}/mine.txt`, "not netops's");
  const dry = await platform.run(["down", "--purge", "--dry-run"]);
  assert.match(dry.stdout, /would remove .*data/);
  const purge = await platform.run(["down", "--purge"]);
  assert.match(purge.stderr, /removing .*data/);
  assert.deepEqual([...Deno.readDirSync(platform.home)].map((entry) => entry.name), ["mine.txt"]);
});

Deno.test("ps from where no home is lists all runs of the user", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const up = UpDocument.parse(await platform.up());
  const elsewhere = await Deno.makeTempDir();
  try {
    const env = { NETOPS_HOME: "" };
    const document = JSON.parse(
      (await platform.run(["ps", "--json", "--cwd", elsewhere], env)).stdout,
    );
    assert.deepEqual(
      document.runs.map((run: { home: string; runId: string }) => [run.home, run.runId]),
      [
        [platform.home, up.runId],
      ],
    );
    assert.match((await platform.run(["ps", "--cwd", elsewhere], env)).stdout, /^HOME/);
    assert.equal(
      (await platform.run(["ps", "--home", platform.home, "--cwd", elsewhere], env)).code,
      0,
    );
    await platform.run(["down"]);
    assert.equal((await platform.run(["ps", "--cwd", elsewhere], env)).code, 3);
  } finally {
    await Deno.remove(elsewhere, { recursive: true });
  }
});

Deno.test("a foreground up tells deaths, and with --watch rolls a service whose files changed, and only that", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const child = platform.spawn(["up", "--isolated", "--watch"]);
  const said: string[] = [];
  const decoder = new TextDecoder();
  (async () => {
    for await (const chunk of child.stderr) said.push(decoder.decode(chunk, { stream: true }));
  })();
  const out = collect(child);
  await until("it watches", 20_000, () => said.join("").includes("watching"));
  const before = await platform.ps();
  const victim = before.find((row) => row.app === "web")!;
  kill(victim.pid, "SIGKILL");
  await until("the death is told", 5_000, () => said.join("").includes(`${victim.id} died: `));
  await until("and its end", 5_000, () => said.join("").includes("is up in its place"));

  const source = HELLO_FILES["hello/server.mjs"]!.replace('"v1"', '"v2"');
  await platform.write("hello/server.mjs", source);
  await until("it rolled", 20_000, () => said.join("").includes("hello: rolled in"));
  const gateway = out.join("\n").match(/gateway +(http\S+)/)?.[1];
  assert.equal((await (await fetch(`${gateway}/hello/`)).json()).version, "v2");
  const after = await platform.ps();
  for (const row of before) {
    const stays = row.app !== "hello" && row.id !== victim.id;
    assert.equal(after.some((now) => now.pid === row.pid), stays, row.id);
  }
  child.kill("SIGTERM");
  assert.equal((await child.status).code, 143);
});
