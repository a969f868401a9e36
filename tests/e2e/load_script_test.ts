import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform } from "../harness/platform.ts";
import { rigExperiment } from "./chaos_run_rig.ts";
import { LoadDesk } from "./load_rig.ts";

const WALL = `import http from "k6/http";
export const options = { vus: 2, duration: "2s" };
export default function () {
  http.get(__ENV.GATEWAY + __ENV.TARGET, { tags: { name: "the target" } });
}
`;
/** Goes on until it has seen trouble come and go, so that a slow machine cannot end it before. */
const WAITS = `import http from "k6/http";
import { sleep } from "k6";
export const options = { scenarios: { one: {
  executor: "per-vu-iterations", vus: 1, iterations: 1, maxDuration: "90s" } } };
export default function () {
  let broken = 0;
  let healed = 0;
  for (let tries = 0; tries < 800 && healed < 10; tries++) {
    const { status } = http.get(__ENV.GATEWAY + "/hello/");
    broken += status === 503 ? 1 : 0;
    healed = status === 503 || broken === 0 ? 0 : healed + 1;
    sleep(0.1);
  }
}
`;
const FILES = {
  "waits.js": WAITS,
  ...HELLO_FILES,
  "throws.ts": `export const options = { vus: 2, duration: "2s" };
export default function () { throw new Error("boom"); }
`,
  "throws_first.js": `throw new Error("boom at once");
export default function () {}
`,
  "wall.js": WALL,
  "down.js": WALL.replace("__ENV.GATEWAY + __ENV.TARGET", '"http://127.0.0.1:1/"'),
  "stranger.js": WALL.replace("__ENV.GATEWAY + __ENV.TARGET", '"http://192.0.2.1/"'),
  "deaf.js": `export const options = { scenarios: { one: {
  executor: "constant-arrival-rate", rate: 5, duration: "2s", preAllocatedVUs: 2 } } };
export default function () {}
`,
  "deviates.yaml": rigExperiment({
    fault: "fault: abort, percent: 100, duration: 1s, parameters: { status: 503 }",
  }),
};

oracleTest(
  "k6",
  "scripts of users are judged by what they measured, and never pass unearned",
  async ({ path }, _rest, context) => {
    await using platform = await TestPlatform.create(FILES);
    await platform.up();
    const desk = new LoadDesk(platform, path);
    const firstLine = async (args: readonly string[]) => {
      const { code, stdout, stderr } = await desk.call(["run", ...args]);
      return { code, line: stdout.split("\n")[0] ?? "", stderr };
    };

    await context.step(
      "a script that throws every time has failed, and the first line says why",
      async () => {
        const thrown = await firstLine(["throws.ts"]);
        assert.equal(thrown.code, 5, thrown.stderr);
        assert.match(thrown.line, /^FAILED {2}every one of \d+ iterations threw: .*boom/);
        const early = await firstLine(["throws_first.js"]);
        assert.equal(early.code, 5, early.stderr);
        assert.match(
          early.line,
          /^FAILED {2}the script threw before its first iteration: .*boom at once/,
        );
      },
    );

    await context.step("a target that is down is no pass", async () => {
      const { code, line } = await firstLine(["down.js"]);
      assert.equal(code, 5);
      assert.match(
        line,
        /^FAILED {2}http_req_failed was 100 %, not below 1 % \(http_req_failed rate<0\.01\)$/,
      );
    });

    await context.step("no stranger is asked, whatever the script says", async () => {
      const { report } = await desk.run(["stranger.js"]);
      assert.deepEqual([report.verdict, report.exitCode], ["failed", 5], report.reason);
      assert.match(report.errors[0]?.message ?? "", /blacklisted/);
    });

    await context.step(
      "the script of init takes rate and time, and what was asked for is what runs",
      async () => {
        const written = await desk.call(["init", "hello"]);
        assert.equal(written.code, 0, written.stderr);
        const again = await desk.call(["init", "hello"]);
        assert.equal(again.code, 1, "a file that is there is not written over");
        assert.match(again.stderr, /--force/);
        const { report } = await desk.run([
          ...["load/hello.ts", "--rate", "15", "--for", "2s", "--report", "json=kept.json"],
          ...["--thresholds", "http_req_duration:p(95)<5000", "--export", "json=points.json"],
        ]);
        assert.deepEqual([report.unit, report.engine, report.name], [
          "iterations",
          "k6",
          "load/hello.ts",
        ]);
        const all = report.starts.attempted + report.droppedIterations;
        assert.ok(all >= 29 && all <= 31, `${all} iterations of 15/s for 2 s`);
        assert.ok(
          report.thresholds.some(({ metric, limit }) =>
            metric === "http_req_duration" && limit === "p(95)<5000"
          ),
        );
        assert.ok(
          !report.thresholds.some(({ limit }) => limit === "p(95)<500"),
          "the user's takes its place",
        );
        assert.equal(JSON.parse(Deno.readTextFileSync(`${platform.dir}/kept.json`)).id, report.id);
        const points = Deno.readTextFileSync(`${platform.dir}/points.json`).trimEnd().split("\n")
          .map((line) => JSON.parse(line));
        const asked = points.filter(({ type, metric }) =>
          type === "Point" && metric === "http_reqs"
        );
        assert.equal(asked.length, report.starts.attempted);
      },
    );

    await context.step("shapes that a script would not hear are refused", async () => {
      await desk.refused(["deaf.js", "--rate", "9"], 2, /does not take its rate from RATE/);
      await desk.refused(["deaf.js", "--for", "1s"], 2, /do not take their time from FOR/);
      await desk.refused(["deaf.js", "--vus", "3"], 2, /k6 would throw them away/);
      await desk.refused(["wall.js", "--max-vus", "3"], 2, /from outside/);
      await desk.refused(["wall.js", "--watch", "3s"], 2, /a script says itself/);
      await desk.refused(["wall.js", "--engine", "builtin"], 2, /Only k6 can run a script/);
    });

    await context.step(
      "a crossed threshold says limit and actual; VUs, time and environment are heard",
      async () => {
        const { report, result } = await desk.run([
          ...["wall.js", "--env", "TARGET=/hello/", "--vus", "3", "--for", "1s"],
          ...["--thresholds", "http_req_duration{name:the target}:max<0.001"],
        ]);
        assert.equal(result.code, 5, report.reason);
        assert.match(
          report.reason,
          /^http_req_duration\{name:the target\}, most was \S+ m?s, not below 1 µs /,
        );
        assert.deepEqual([report.shape, report.maxVus], ["3 VUs for 1s", 3]);
        const [crossed] = report.thresholds.filter(({ passed }) => !passed);
        assert.ok((crossed?.actual ?? 0) > 0.001);
      },
    );

    await context.step(
      "an experiment that deviates beside it decides, and is on the axis",
      async () => {
        const { report } = await desk.run([
          ...["waits.js", "--with-after", "100ms"],
          ...["--with", "chaos:deviates.yaml", "--thresholds", "http_req_failed:rate<=1"],
        ]);
        assert.deepEqual([report.verdict, report.exitCode], ["failed", 5], report.reason);
        assert.match(report.reason, /^chaos deviates\.yaml beside it ended deviated/);
        const [companion] = report.companions;
        assert.deepEqual([companion?.kind, companion?.exitCode], ["chaos", 5]);
        const fault = report.events.find(({ lane, text }) =>
          lane === "chaos" && /abort/.test(text)
        );
        assert.ok(fault !== undefined, JSON.stringify(report.events));
        assert.ok(fault.tsMs > report.startedAtMs && fault.tsMs < report.endedAtMs);
        assert.ok(report.errors.some(({ type }) => /503/.test(type)), "what it broke was seen");
      },
    );
  },
);
