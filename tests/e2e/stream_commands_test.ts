import assert from "node:assert/strict";
import { TitlesDocument } from "@netops/core/contracts";
import { until } from "../harness/platform.ts";
import { openPty } from "./cli_pty.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const NEAR = "c001.fra001.isp-a";
const FAR = "c001.fra001.ix";

interface Steered {
  readonly ranked: readonly { readonly oca: string; readonly reasons: readonly string[] }[];
  readonly rejected: readonly { readonly oca: string; readonly reason: string }[];
}

interface Listed {
  readonly ocas: readonly { readonly id: string; readonly wantedState: string }[];
}

Deno.test("netops oca, prefix and play on a running platform", async (t) => {
  await using streaming = await StreamingPlatform.boot("lite");
  const { platform } = streaming;
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await platform.run([...args, "--json"]);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const wanted = async (id: string) => {
    const { ocas } = await json<Listed>("oca", "list");
    return ocas.find((oca) => oca.id === id)?.wantedState;
  };
  const steer = (...args: string[]) => json<Steered>("oca", "steer", ...args);

  await t.step("title list keeps its contract, and says nothing that is not in it", async () => {
    const document = await json<TitlesDocument>("title", "list");
    assert.deepEqual(TitlesDocument.parse(document), document);
    assert.ok(document.titles.some(({ id }) => id === "night-signal"));
  });

  await t.step("oca steer says who and why; --ip and --title matter", async () => {
    const { ranked } = await steer("--title", "colour-bars");
    assert.deepEqual(ranked.map(({ oca }) => oca), [NEAR, FAR]);
    assert.ok(ranked.every(({ reasons }) => reasons.length > 0));
    const other = await steer("--ip", "127.20.0.7");
    assert.equal(other.ranked[0]?.oca, FAR);
    const wrong = await platform.run(["oca", "steer", "--title", "colour-bar"]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /did you mean colour-bars/);
  });

  await t.step(
    "oca drain takes one out and undrain puts it back; --dry-run changes nothing",
    async () => {
      await json("oca", "drain", NEAR, "--dry-run");
      assert.equal(await wanted(NEAR), "SERVING");
      const drained = await json<{ already: boolean }>("oca", "drain", NEAR);
      const again = await json<{ already: boolean }>("oca", "drain", NEAR);
      assert.deepEqual([drained.already, again.already], [false, true]);
      assert.match((await platform.run(["oca", "drain", NEAR])).stdout, /^c001\S+ is already /);
      assert.equal(await wanted(NEAR), "DRAINED");
      await until("steering heard it", 3_000, async () => (await steer()).ranked.length === 1);
      const { rejected } = await steer();
      assert.deepEqual(rejected.map(({ oca, reason }) => [oca, reason]), [[NEAR, "DRAINING"]]);
      const { code, document } = await streaming.play(["colour-bars", "--for", "2s"]);
      assert.deepEqual([code, document.oca, document.ocas], [0, FAR, [FAR]]);
      const last = await platform.run(["oca", "drain", FAR]);
      assert.equal(last.code, 6, last.stderr);
      await json("oca", "drain", FAR, "--force");
      assert.equal(await wanted(FAR), "DRAINED");
      for (const id of [NEAR, FAR]) await json("oca", "undrain", id);
      await until("steering heard it", 5_000, async () => {
        const { stdout } = await platform.run(["oca", "steer", "--json"]);
        return JSON.parse(stdout).ranked.length === 2;
      });
      const unknown = await platform.run(["oca", "drain", "c001.fra001.isp"]);
      assert.match(unknown.stderr, /did you mean c001\.fra001\.isp-a/);
    },
  );

  await t.step("prefix add and remove change who serves a network", async () => {
    const place = ["127.30.0.0/16", FAR];
    const route = ["--attachment", "public", "--as-path", "4", "--med", "7"];
    await json("prefix", "add", ...place, ...route, "--dry-run");
    const routeOf = async () => {
      const { prefixes } = await json<{ prefixes: Record<string, unknown>[] }>("prefix", "list");
      return prefixes.find(({ prefix }) => prefix === "127.30.0.0/16");
    };
    assert.equal(await routeOf(), undefined);
    await json("prefix", "add", ...place, ...route);
    assert.deepEqual(await routeOf(), {
      ...{ prefix: "127.30.0.0/16", oca: FAR, attachment: "public", asPathLength: 4, med: 7 },
      source: "added",
    });
    const first = async () => (await steer("--ip", "127.30.0.1")).ranked[0]?.reasons[0];
    await until("steering heard it", 3_000, async () => {
      return await first() === "longest prefix 127.30.0.0/16 (16 bits)";
    });
    await json("prefix", "remove", ...place, "--dry-run");
    assert.notEqual(await routeOf(), undefined);
    await json("prefix", "remove", ...place);
    assert.equal(await routeOf(), undefined);
    const within = ["127.30.0.5/16", FAR];
    const added = await platform.run(["prefix", "add", ...within]);
    assert.equal(added.stdout, `let ${FAR} serve 127.30.0.0/16 (embedded)\n`);
    assert.equal((await json<{ prefix: string }>("prefix", "remove", ...within)).prefix, place[0]);
    assert.equal(await routeOf(), undefined);
    const wrong = await platform.run(["prefix", "add", "300.0.0.0/8", FAR]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /"300\.0\.0\.0" is no IP address[^]*fix: .*127\.30\.0\.0\/16/);
  });

  await t.step("play takes no rung above --max-height, and tells its steps", async () => {
    const { code, stdout } = await platform.run([
      ...["play", "colour-bars", "--for", "4s", "--max-height", "150", "--jsonl"],
    ]);
    assert.equal(code, 0);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const rungs = new Set(lines.filter(({ step }) => step === "segment").map(({ rung }) => rung));
    assert.deepEqual([...rungs].sort(), ["sound", "v0"]);
    assert.ok(lines.slice(0, -1).every(({ tsMs, step }) => tsMs > 1e12 && step !== undefined));
    const { schema, outcome, playedMs } = lines.at(-1);
    assert.deepEqual([schema, outcome], ["netops.play/v1", "stopped"]);
    assert.ok(playedMs > 1_000 && playedMs <= 4_500, `${playedMs}`);
  });

  await t.step("play sums several viewers up", async () => {
    const { code, document } = await streaming.play(["--viewers", "6", "--for", "3s"]);
    assert.equal(code, 0);
    assert.deepEqual([document.viewers, document.failed], [6, 0]);
  });

  await t.step("play tells each step of each viewer, and the document last", async () => {
    const { code, stdout } = await platform.run([
      ...["play", "colour-bars", "--viewers", "5", "--for", "3s", "--jsonl"],
    ]);
    assert.equal(code, 0);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([lines.at(-1).schema, lines.at(-1).viewers], ["netops.play/v1", 5]);
    for (const step of ["chosen", "started", "segment", "stopped"]) {
      const who = new Set(lines.filter((one) => one.step === step).map(({ viewer }) => viewer));
      assert.deepEqual([...who].sort(), [1, 2, 3, 4, 5], step);
    }
  });

  await t.step(
    "play says that no rung is as low as --max-height, and plays the lowest",
    async () => {
      const { code, stderr } = await platform.run([
        ...["play", "colour-bars", "--for", "3s", "--max-height", "10"],
      ]);
      assert.equal(code, 0);
      assert.match(stderr, /no rung has at most 10 lines: the lowest one plays, 144p\n/);
      assert.match(stderr, /^started with 144p$/m);
    },
  );

  await t.step(
    "a small terminal gets what fits, and several viewers are seen as they play",
    async () => {
      const small = { COLUMNS: "70", LINES: "14", NO_COLOR: "1" };
      const list = openPty(["oca", "list"], platform, small);
      assert.equal(await list.code, 0);
      // What stands before it is Deno's own progress of loading modules.
      const table = list.output().slice(list.output().indexOf("OCA ")).split(/\r?\n/);
      assert.ok(table.every((line) => line.length <= 70), list.output());
      assert.ok(table.some((line) => line.startsWith(NEAR)), list.output());
      const watch = openPty(["ps", "--watch"], platform, small);
      await until("the list is cut", 10_000, () => /… \d+ more \(netops ps\)/.test(watch.output()));
      await watch.type("\x03");
      assert.equal(await watch.code, 130);
      const play = openPty(["play", "--viewers", "3", "--for", "3s"], platform, small);
      assert.equal(await play.code, 0);
      assert.match(play.output(), /3 of 3 started\s+\d playing, /);
      assert.match(play.output(), /^\d at c001\.fra001/m);
      const calm = openPty(["play", "--viewers", "3", "--for", "2s"], platform, { CI: "true" });
      assert.equal(await calm.code, 0);
      assert.doesNotMatch(calm.output(), /started|playing/);
    },
  );

  await t.step("play refuses what it cannot understand", async () => {
    assert.equal((await platform.run(["play", "--ip", "nowhere"])).code, 2);
    const { code, stderr } = await platform.run(["play", "night signl"]);
    assert.equal(code, 1);
    assert.match(stderr, /did you mean/);
  });

  await t.step("Ctrl-C ends the session at playback and exits 130", async () => {
    const child = platform.spawn(["play", "night-signal", "--jsonl"]);
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; !text.includes('"started"');) text += (await reader.read()).value ?? "";
    assert.equal((await streaming.callApp("playback", "/internal/sessions")).status, 200);
    child.kill("SIGINT");
    while (!(await reader.read()).done);
    await child.stderr.cancel();
    assert.equal((await child.status).code, 130);
    await until("no session is live", 3_000, async () => {
      const { body } = await streaming.callApp("playback", "/internal/sessions");
      return (body as unknown as { sessions: unknown[] }).sessions.length === 0;
    });
  });
});
