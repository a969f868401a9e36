import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { compareRuns, comparisonHtml, htmlReport, tellStory } from "@netops/chaos/report";
import { oracleTest } from "../../tools/oracle.ts";
import { kill, type TestPlatform, until } from "../harness/platform.ts";
import { hostileRun, runJson, startChaosRig } from "./chaos_run_rig.ts";
import { openPty } from "./cli_pty.ts";
import { axeViolations, LOOKS, openBrowser, openPage } from "./web_browser.ts";

interface Found {
  readonly [name: string]: unknown;
}

async function activeFaults(platform: TestPlatform): Promise<readonly { readonly id: string }[]> {
  const { stdout } = await platform.run(["chaos", "status", "--json"]);
  return JSON.parse(stdout).active;
}

async function isFaultActive(platform: TestPlatform): Promise<boolean> {
  return (await activeFaults(platform)).length > 0;
}

/** Whether a run that is kept has begun an activity. */
function hasBegun(platform: TestPlatform, name: string): boolean {
  const dir = `${platform.home}/data/experiments`;
  return [...Deno.readDirSync(dir)].some(({ name: id }) => {
    try {
      return Deno.readTextFileSync(`${dir}/${id}/progress.jsonl`).includes(`"name":"${name}"`);
    } catch {
      return false; // it has not begun to tell
    }
  });
}

async function assertNothingLeft(platform: TestPlatform): Promise<void> {
  assert.equal((await platform.run(["chaos", "doctor"])).code, 0);
  assert.equal(await isFaultActive(platform), false);
}

/** Runs until its fault is active, sends the signal, and answers what it came to. */
async function interrupt(platform: TestPlatform, file: string, name: Deno.Signal) {
  const child = platform.spawn(["chaos", "run", file, "--json"]);
  const output = child.output();
  await until("the fault is active", 20_000, () => isFaultActive(platform));
  kill(child.pid, name);
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  const document = JSON.parse(decoder.decode(stdout)) as Found;
  return { code, document, stderr: decoder.decode(stderr) };
}

/** Runs until its fault is active, has it stopped, and answers what both came to. */
async function stopRun(
  platform: TestPlatform,
  file: string,
  stop: () => Promise<{ readonly code: number; readonly stdout: string }>,
) {
  const running = runJson(platform, [file]);
  await until("the fault is active", 20_000, () => isFaultActive(platform));
  const startedAtMs = performance.now();
  const { code, stdout } = await stop();
  const tookMs = performance.now() - startedAtMs;
  assert.equal(code, 0);
  return { ended: await running, stopped: JSON.parse(stdout) as Found, tookMs };
}

Deno.test("experiments on a platform: verdicts, exit codes, reports, and nothing left", async (t) => {
  await using platform = await startChaosRig();
  const read = (path: string) => Deno.readTextFile(`${platform.dir}/${path}`);
  let heldId = "";

  await t.step("held exits 0 and writes reports of every kind", async () => {
    const wanted = ["junit=r.xml", "html=r.html", "md=r.md", "json=r.json"];
    const { code, document } = await runJson(platform, [
      "held.yaml",
      ...wanted.flatMap((word) => ["--report", word]),
    ]);
    assert.deepEqual([code, document["verdict"], document["undone"]], [0, "held", true]);
    heldId = String(document["id"]);
    const xml = await read("r.xml");
    assert.equal(XMLValidator.validate(xml), true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
    assert.equal(testsuites["@_failures"], "0");
    assert.match(await read("r.html"), /^<!doctype html>[\s\S]*held[\s\S]*<svg[\s\S]*<\/html>\n$/);
    assert.match(await read("r.md"), /^## ✅ hello in trouble: held\n/);
    const json = JSON.parse(await read("r.json"));
    assert.deepEqual([json.id, json.faults[0].kind, json.faults[0].undone], [
      heldId,
      "latency",
      true,
    ]);
    assert.match(json.faults[0].targets[0], /^hello-/);
  });

  await t.step("deviated exits 5, and the report says which check saw what", async () => {
    const { code, document } = await runJson(platform, [
      "deviated.yaml",
      "--report",
      "junit=d.xml",
    ]);
    assert.deepEqual([code, document["verdict"], document["deviated"]], [5, "deviated", true]);
    assert.match(String(document["reason"]), /was left during the method/);
    assert.match(
      await read("d.xml"),
      /name="steady state during #\d+"[\s\S]*<failure message="[^"]*503/,
    );
    await assertNothingLeft(platform);
  });

  await t.step("refused exits 6 with one document that says why", async () => {
    const { code, document } = await runJson(platform, ["refused.yaml"]);
    assert.deepEqual([code, document["verdict"], document["status"]], [6, "refused", "aborted"]);
    assert.match(String(document["reason"]), /only 1 of 2 may be hit/);
  });

  await t.step("what is invalid exits 2 with one document that names the place", async () => {
    for (
      const [file, place] of [["invalid.yaml", /invalid\.yaml:\d+:\d+: .*latenzy/], [
        "torn.yaml",
        /torn\.yaml:1:\d+/,
      ]] as const
    ) {
      const { code, document } = await runJson(platform, [file]);
      assert.deepEqual([code, document["schema"], document["verdict"]], [
        2,
        "netops.experiment/v1",
        "failed",
      ]);
      assert.match(String(document["reason"]), place);
      assert.equal(document["undone"], true);
    }
  });

  await t.step("what was not checked is inconclusive, an empty method may be held", async () => {
    const [unchecked, empty] = await Promise.all([
      runJson(platform, ["unchecked.yaml"]),
      runJson(platform, ["empty.yaml"]),
    ]);
    assert.deepEqual([unchecked.code, unchecked.document["verdict"]], [9, "inconclusive"]);
    assert.deepEqual([empty.code, empty.document["verdict"]], [0, "held"]);
  });

  await t.step("SIGINT in mid-run undoes everything and exits 130", async () => {
    const { code, document } = await interrupt(platform, "long.yaml", "SIGINT");
    assert.deepEqual([code, document["exitCode"], document["verdict"]], [130, 130, "interrupted"]);
    assert.deepEqual([document["reason"], document["undone"]], ["ended by SIGINT", true]);
    await assertNothingLeft(platform);
  });

  await t.step("an undo that failed exits 8, a signal or not", async () => {
    const { code, document } = await interrupt(platform, "long-left.yaml", "SIGTERM");
    assert.deepEqual([code, document["exitCode"], document["undone"]], [8, 8, false]);
    await assertNothingLeft(platform);
  });

  await t.step("the time limit halts with 7, while another run goes on beside it", async () => {
    const [limited, beside] = await Promise.all([
      runJson(platform, ["long.yaml", "--time-limit", "1500ms"]),
      runJson(platform, ["held.yaml"]),
    ]);
    assert.deepEqual([limited.code, limited.document["verdict"]], [7, "interrupted"]);
    assert.match(String(limited.document["reason"]), /time limit of 1500 ms/);
    assert.notEqual(beside.document["id"], limited.document["id"]);
    assert.deepEqual([beside.code, beside.document["verdict"]], [0, "held"]);
    await assertNothingLeft(platform);
  });

  await t.step("stop --all ends runs too: interrupted, undone, and within 2 s", async () => {
    const stop = () => platform.run(["chaos", "stop", "--all", "--json"]);
    const { ended, stopped, tookMs } = await stopRun(platform, "long.yaml", stop);
    assert.ok(tookMs < 2_000, `it took ${tookMs} ms`);
    assert.deepEqual(stopped["runs"], [{
      ...{ id: ended.document["id"], state: "over", verdict: "interrupted" },
      ...{ undone: true, exitCode: 143 },
    }]);
    assert.deepEqual([ended.code, ended.document["verdict"], ended.document["undone"]], [
      ...[143, "interrupted", true],
    ]);
    const refused = await runJson(platform, ["held.yaml"]);
    assert.deepEqual([refused.code, refused.document["verdict"]], [6, "refused"]);
    await platform.run(["chaos", "resume"]);
    await assertNothingLeft(platform);
  });

  await t.step(
    "stop ends a run by its id, and lets its rollbacks take the time they need",
    async () => {
      let id = "";
      const stop = async () => {
        const { runs } = JSON.parse((await platform.run(["chaos", "history", "--json"])).stdout);
        id = runs[0].id;
        return await platform.run(["chaos", "stop", id, "--json"]);
      };
      const { ended, stopped } = await stopRun(platform, "long-put-back.yaml", stop);
      assert.deepEqual(stopped["runs"], [{ id, state: "ending" }]);
      assert.deepEqual([ended.code, ended.document["verdict"], ended.document["undone"]], [
        ...[143, "interrupted", true],
      ]);
      assert.ok(
        (await Deno.stat(`${platform.dir}/put-back`)).isFile,
        "the rollback came to its end",
      );
      const again = await platform.run(["chaos", "stop", id]);
      assert.match(again.stderr, new RegExp(`no run that goes on is called ${id}`));
      await assertNothingLeft(platform);
    },
  );

  await t.step("a fault that somebody else ended shows nothing", async () => {
    const running = runJson(platform, ["some-time.yaml"]);
    await until("the fault is active", 20_000, async () => {
      const [fault] = await activeFaults(platform);
      if (fault === undefined) return false;
      return (await platform.run(["chaos", "stop", fault.id])).code === 0;
    });
    const { code, document } = await running;
    assert.deepEqual([code, document["verdict"]], [9, "inconclusive"]);
    assert.match(String(document["reason"]), /ended before its time: stopped/);
  });

  await t.step(
    "as the Chaos Toolkit exit codes are 0 and 1, and the journal is its own",
    async () => {
      const compat = ["--compat", "chaostoolkit"];
      const { code } = await runJson(platform, ["empty.yaml", ...compat, "--journal", "j.json"]);
      const journal = JSON.parse(await read("j.json"));
      assert.deepEqual([code, journal.status, journal.deviated], [0, "completed", false]);
      const torn = await runJson(platform, ["torn.yaml", ...compat]);
      assert.deepEqual([torn.code, torn.document["exitCode"]], [1, 1]);
      const child = platform.spawn(["chaos", "run", "sleep.json", ...compat, "--jsonl"]);
      const output = child.output();
      await until("it sleeps", 20_000, () => hasBegun(platform, "it sleeps"));
      kill(child.pid, "SIGINT");
      const { code: interrupted, stdout } = await output;
      const last = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "");
      assert.deepEqual([interrupted, last.status], [1, "interrupted"]);
    },
  );

  await t.step("history, report and --vs tell of runs that are over", async () => {
    const { runs } = JSON.parse((await platform.run(["chaos", "history", "--json"])).stdout);
    const deviated = runs.find((run: Found) => run["verdict"] === "deviated").id;
    const shown = await platform.run(["chaos", "report", heldId, "--plain"]);
    assert.match(
      shown.stdout,
      /^planned +o[ .]+.*\n^happened .*\n(?:^activities .*\n)?^latency +#+/m,
    );
    assert.match(shown.stdout, /^HELD /m);
    const compared = JSON.parse(
      (await platform.run(["chaos", "report", deviated, "--vs", heldId, "--json"])).stdout,
    );
    const verdict = compared.rows.find(({ what }: Found) => what === "verdict");
    assert.deepEqual(verdict, {
      what: "verdict",
      before: "held",
      after: "deviated",
      change: "worse",
    });
    const [md, html, junit] = await Promise.all(
      ["--md", "--html", "--junit"].map((form) => platform.run(["chaos", "report", heldId, form])),
    );
    assert.match(md!.stdout, /^## /);
    assert.match(html!.stdout, /^<!doctype html>/);
    assert.equal(XMLValidator.validate(junit!.stdout), true);
    assert.equal((await platform.run(["chaos", "report", "nobody"])).code, 1);
    assert.equal((await platform.run(["chaos", "report", "--md", "--html"])).code, 2);
  });

  await t.step(
    "a run shows as running while it does, and killed its report tells the undo",
    async () => {
      const wanted = ["md=k.md", "html=k.html"].flatMap((word) => ["--report", word]);
      const ending = platform.run(["chaos", "run", "long.yaml", ...wanted]);
      await until("the fault is active", 20_000, () => isFaultActive(platform));
      const newest = async () =>
        JSON.parse((await platform.run(["chaos", "history", "--json"])).stdout).runs[0] as Found;
      const { id, verdict } = await newest();
      assert.equal(verdict, "running");
      const going = (await platform.run(["chaos", "report", String(id), "--plain"])).stdout;
      assert.match(going, /^RUNNING .*goes on$/m);
      assert.match(going, /latency on hello-\S+, at work$/m);
      assert.doesNotMatch(going, /seed unknown|undone/);
      const pulse = `${platform.home}/data/experiments/${id}/pulse.json`;
      kill(JSON.parse(await Deno.readTextFile(pulse)).pid, "SIGKILL");
      const { code, stdout, stderr } = await ending;
      assert.equal(code, 1);
      assert.match(stdout, /^CUT OFF .*never came to its end; its fault is gone$/m);
      assert.match(stdout, /latency on hello-\S+, undone after/m);
      assert.match(stderr, new RegExp(`^fix: netops chaos report ${id}$`, "m"));
      assert.match(await read("k.md"), /cut off[\s\S]*undone, and seen to be/);
      assert.match(await read("k.html"), /its fault is gone/);
      assert.equal((await newest())["verdict"], "cut off");
      const { stdout: told } = await platform.run(["chaos", "report", String(id), "--json"]);
      assert.equal(JSON.parse(told).faults[0].undone, true);
      await assertNothingLeft(platform);
    },
  );

  await t.step(
    "a new experiment is about the service that runs, is fine, and can be run",
    async () => {
      const written = await platform.run(["chaos", "new", "new.yaml", "--for", "3s"]);
      assert.deepEqual([written.code, written.stdout], [0, "new.yaml\n"]);
      assert.match(await read("new.yaml"), /^ {2}app: "hello"$/m);
      assert.equal((await platform.run(["chaos", "new", "new.yaml"])).code, 1);
      assert.equal(
        (await platform.run(["chaos", "new", "new.yaml", "--for", "3s", "--force"])).code,
        0,
      );
      assert.equal((await platform.run(["chaos", "lint", "new.yaml"])).code, 0);
      assert.equal((await runJson(platform, ["new.yaml"])).code, 0);
    },
  );

  await t.step(
    "a dry run says what would be done, with names filled in, and does nothing",
    async () => {
      const { stdout } = await platform.run(["chaos", "run", "instance-slow", "--dry-run"]);
      assert.match(stdout, /^method +0\.0s {2}one instance is slow +latency on hello delayMs=800/m);
      assert.equal(await isFaultActive(platform), false);
    },
  );

  await t.step(
    "on a terminal the time line is redrawn within its width, and a summary stays",
    async () => {
      const size = { COLUMNS: "80", LINES: "24" };
      const session = openPty(["chaos", "run", "held.yaml"], platform, size);
      assert.equal(await session.code, 0);
      const output = session.output();
      assert.match(output.slice(output.indexOf("\x1b[?2026h")), /now.*▲/);
      assert.match(output, /s left on hello-/);
      const last = output.slice(output.lastIndexOf("\x1b[?25h"));
      assert.match(last, /planned[\s\S]*happened[\s\S]*latency[\s\S]*checks[\s\S]*HELD/);
      assert.ok(!last.includes("▲"), "what stays has no now");
      const drawn = output.slice(output.indexOf("\x1b[?2026h")).split(/[\r\n]+/).map((line) =>
        stripVTControlCharacters(line)
      );
      const timeLine = drawn.filter((line) => /^(planned|happened|latency|checks|now) /.test(line));
      assert.ok(timeLine.length > 10, "it was drawn more than once");
      assert.deepEqual(timeLine.filter((line) => [...line].length >= 80), []);
    },
  );
});

Deno.test("the gallery names what chaos run takes", async () => {
  const { GALLERY, findGallery } = await import("@netops/chaos/gallery");
  const { lintText } = await import("@netops/chaos/experiment");
  const { FAULT_KINDS } = await import("@netops/chaos/faults");
  const faults = Object.fromEntries(FAULT_KINDS.map(({ kind, parameters }) => [kind, parameters]));
  for (const { name } of GALLERY) {
    const findings = lintText(findGallery(name) ?? "", `${name}.yaml`, { faults });
    assert.deepEqual(findings.filter(({ severity }) => severity === "error"), [], name);
  }
});

oracleTest(
  "chromium",
  "reports are accessible pages, wide in light and narrow in dark",
  async ({ path }) => {
    const after = tellStory(hostileRun("x-new"));
    const before = tellStory(hostileRun("x-old"));
    const pages = [
      htmlReport(after),
      comparisonHtml(compareRuns(after, before), { after, before }),
    ];
    await using browser = await openBrowser(path);
    for (const html of pages) {
      for (const look of LOOKS) {
        await using watched = await openPage(browser, look);
        await watched.page.setContent(html);
        assert.deepEqual(
          await axeViolations(watched.page),
          [],
          `${look.colorScheme} ${look.width}`,
        );
        assert.deepEqual(watched.complaints, []);
        const wide = await watched.page.evaluate<number>("document.documentElement.scrollWidth");
        assert.ok(wide <= look.width, `${wide} px wide at ${look.width}`);
      }
    }
  },
);
