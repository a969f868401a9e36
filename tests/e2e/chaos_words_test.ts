import assert from "node:assert/strict";
import {
  ChaosDoctorDocument,
  ChaosStatusDocument,
  FaultDocument,
  FaultKindsDocument,
} from "@netops/core/contracts";
import { ChaosPlatform } from "../harness/chaos_platform.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, TestPlatform, until } from "../harness/platform.ts";
import { openPty } from "./cli_pty.ts";

const FOUR: Readonly<Record<string, string>> = {
  ...HELLO_FILES,
  "netops.yaml": HELLO_FILES["netops.yaml"]!.replace("replicas: 2", "replicas: 4"),
};

/** Says `chaos …` and expects an exit code. */
async function say(platform: TestPlatform, code: number, ...words: string[]) {
  const result = await platform.run(["chaos", ...words]);
  assert.equal(result.code, code, `${words.join(" ")}: ${result.stdout}${result.stderr}`);
  return result;
}

async function inject(platform: TestPlatform, ...words: string[]): Promise<FaultDocument> {
  const { stdout } = await say(platform, 0, "inject", ...words, "--json");
  return FaultDocument.parse(JSON.parse(stdout));
}

async function status(platform: TestPlatform): Promise<ChaosStatusDocument> {
  const { stdout } = await say(platform, 0, "status", "--json");
  return ChaosStatusDocument.parse(JSON.parse(stdout));
}

/** Lines of a command in a terminal of 80 columns, without what colours them. */
async function inTerminal(platform: TestPlatform, ...words: string[]): Promise<string[]> {
  const session = openPty(["chaos", ...words], platform, { COLUMNS: "80" });
  await session.code;
  // deno-lint-ignore no-control-regex
  return session.output().replaceAll(/\x1b\[[\d;?]*[A-Za-z]/g, "").split("\n")
    .map((line) => line.trimEnd());
}

Deno.test("what can be broken is told without a platform; what needs one exits 3, what is misspelt 2", async () => {
  await using platform = await TestPlatform.create(FOUR);
  const { faults } = FaultKindsDocument.parse(
    JSON.parse((await say(platform, 0, "list", "--json")).stdout),
  );
  assert.ok(faults.length >= 40);
  const shown = JSON.parse((await say(platform, 0, "show", "latency", "--json")).stdout);
  assert.ok(shown.parameters.properties.delayMs);
  assert.match((await say(platform, 2, "show", "latencyy")).stderr, /did you mean latency\?/);
  assert.match((await say(platform, 2, "inject", "latencyy")).stderr, /did you mean latency\?/);
  await say(platform, 2, "inject", "latency");
  await say(
    platform,
    2,
    "inject",
    "latency",
    "--target",
    "hello",
    "--count",
    "1",
    "--percent",
    "9",
  );
  await say(platform, 2, "stop");
  for (const words of [["status"], ["stop", "--all"], ["resume"]]) await say(platform, 3, ...words);
  await say(platform, 3, "inject", "latency", "--target", "hello");
  for (const words of [["doctor"], ["panic"]]) {
    const { stderr } = await say(platform, 3, ...words);
    assert.match(stderr, new RegExp(`No platform ran in ${platform.home}`));
  }
  for (const words of [["list"], ["show", "latency"], ["show", "zone-loss"]]) {
    for (const line of await inTerminal(platform, ...words)) {
      assert.ok(line.length <= 80, `${words.join(" ")}: ${line}`);
    }
  }
});

Deno.test("every option of chaos inject changes something, and every refusal says why", async () => {
  await using chaos = await ChaosPlatform.up(FOUR);
  const { platform } = chaos;
  const journal = chaos.journal();
  const on = ["--target", "hello"];
  const dry = (...words: string[]) => inject(platform, ...words, ...on, "--dry-run");

  const one = await dry("process-kill", "--seed", "s");
  assert.deepEqual([one.dryRun, one.targets.length, one.spared?.length], [true, 1, 3]);
  assert.match(one.spared?.[0]?.reason ?? "", /1 of 4 were asked for/);
  assert.deepEqual((await dry("process-kill", "--seed", "s")).targets, one.targets);
  const seeds = await Promise.all(
    ["a", "b", "c", "d", "e"].map((seed) => dry("process-kill", "--seed", seed)),
  );
  assert.ok(new Set(seeds.map(({ targets }) => targets[0]?.instance)).size > 1, "seeds differ");
  assert.equal((await dry("latency", "--count", "3")).targets.length, 3);
  assert.equal((await dry("latency", "--percent", "51")).targets.length, 3);
  assert.equal(chaos.journal(), journal, "a dry run notes nothing");
  assert.deepEqual((await status(platform)).active, [], "and does nothing");
  const text = (await say(platform, 0, "inject", "process-kill", ...on, "--dry-run")).stdout;
  assert.match(text, /^would inject process-kill .*\n {2}hits hello-v000-\w+ in .*\n {2}spares /);

  assert.match(
    (await say(platform, 6, "inject", "process-kill", ...on, "--count", "3")).stderr,
    /at most 2 of 4 .* may be away/,
  );
  assert.match((await say(platform, 6, "inject", "clock-skew", ...on)).stderr, /only a process of/);
  assert.match((await say(platform, 6, "inject", "latency", "-t", "helo")).stderr, /aim at one of/);
  assert.match((await say(platform, 2, "inject", "latency", "-t", "zon:a")).stderr, /zone:NAME/);
  assert.match((await say(platform, 2, "inject", "zone-loss", ...on)).stderr, /zone:NAME/);
  const wrong = ["inject", "latency", ...on, "--set"];
  assert.match((await say(platform, 2, ...wrong, "delayMs=x")).stderr, /delayMs/);
  assert.match((await say(platform, 2, ...wrong, "nonsense")).stderr, /NAME=VALUE/);
  assert.match((await say(platform, 2, ...wrong, "nosuch=1")).stderr, /nosuch/);

  const before = Date.now();
  const hour = await inject(platform, "latency", ...on, "--set", "delayMs=321", "--for", "1h");
  assert.ok(hour.expiresAtMs >= before + 3_600_000 && hour.expiresAtMs < before + 3_660_000);
  const [active] = (await status(platform)).active;
  assert.deepEqual([active?.id, active?.parameters["delayMs"]], [hour.id, 321]);
  const doctor = JSON.parse((await say(platform, 0, "doctor", "--json")).stdout);
  assert.deepEqual(ChaosDoctorDocument.parse(doctor).residue, [], "what is at work is not left");

  const telemetry = await chaos.row("telemetry");
  kill(telemetry.pid, "SIGSTOP");
  assert.match((await say(platform, 6, "inject", "latency", ...on)).stderr, /--ignore-slo/);
  kill(telemetry.pid, "SIGCONT");
  await inject(platform, "abort", ...on, "--ignore-slo");
  for (const words of [["status"], ["doctor"], ["inject", "latency", ...on, "--dry-run"]]) {
    for (const line of await inTerminal(platform, ...words)) {
      assert.ok(line.length <= 80, `${words.join(" ")}: ${line}`);
    }
  }
});

Deno.test("stop ends what it names, stop --all everything and what comes after, until resume", async () => {
  await using chaos = await ChaosPlatform.up(FOUR);
  const { platform } = chaos;
  const on = ["--target", "hello", "--for", "60s"];
  const [first, second] = [
    await inject(platform, "process-pause", ...on),
    await inject(platform, "latency", ...on),
  ];
  const missing = await platform.run(["chaos", "stop", "f-none"]);
  assert.ok(
    missing.code !== 0 &&
      /No fault at work and no run that goes on is called f-none/.test(missing.stderr),
  );
  const half = await platform.run(["chaos", "stop", first.id, "f-none", "--json"]);
  assert.equal(half.code, missing.code, "what is there is stopped, and what is not is told");
  assert.match(half.stderr, /is called f-none/);
  const stopped = JSON.parse(half.stdout);
  assert.deepEqual(
    stopped.faults.map((fault: { id: string; state: string }) => [fault.id, fault.state]),
    [[first.id, "undone"]],
  );
  assert.deepEqual((await status(platform)).active.map(({ id }) => id), [second.id]);
  assert.match((await say(platform, 0, "stop", "--all")).stdout, /latency +undone/);
  assert.equal((await status(platform)).lever, "stopped");
  assert.match((await say(platform, 0, "status")).stdout, /netops chaos resume/);
  assert.match((await say(platform, 6, "inject", "latency", ...on)).stderr, /chaos resume/);
  assert.match(
    (await say(platform, 0, "stop", "--all")).stdout,
    /no fault was at work and no experiment ran/,
  );
  await say(platform, 0, "resume");
  assert.equal((await status(platform)).lever, "armed");
  const short = await inject(platform, "latency", "--target", "hello", "--for", "500ms");
  await until("it ended by itself", 5_000, async () => {
    const fault = (await chaos.faults()).find(({ id }) => id === short.id);
    return fault?.state === "undone" && fault.endReason === "its time is over";
  });
  const panic = JSON.parse((await say(platform, 0, "panic", "--json")).stdout);
  assert.deepEqual([panic.asked, panic.residue], [true, []]);
  await say(platform, 6, "inject", "latency", ...on);
});
