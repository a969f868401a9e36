import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";
import { startPrometheus } from "../harness/start_prometheus.ts";
import { askNumber, startTelemetry } from "../harness/start_telemetry.ts";

const EXAMPLE = new URL("../../examples/observability/", import.meta.url);

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

/** The example's configuration, towards this platform and in a hurry. */
async function exampleFor(ours: string): Promise<string> {
  return (await Deno.readTextFile(new URL("prometheus.yml", EXAMPLE)))
    .replaceAll("http://127.0.0.1:7073", ours)
    .replace("scrape_interval: 5s", "scrape_interval: 1s")
    .replaceAll("refresh_interval: 5s", "refresh_interval: 1s")
    .replace("scrape_timeout: 4s", "scrape_timeout: 900ms");
}

/** Their promtool asks ours, for one moment and for a range. */
async function checkPromtool(prometheus: string, ours: string, all: number): Promise<void> {
  const promtool = prometheus.replace(/prometheus$/, "promtool");
  const run = async (...args: string[]) => {
    const { success, stdout, stderr } = await new Deno.Command(promtool, { args }).output();
    const [said, complaints] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.ok(success, complaints);
    return said ?? "";
  };
  assert.match(await run("query", "instant", ours, "count(up)"), new RegExp(`=> ${all} `));
  const endS = Math.floor(Date.now() / 1_000) - 1;
  const range = [`--start=${endS - 2}`, `--end=${endS}`, "--step=1s"];
  const lines = (await run("query", "range", ...range, ours, "count(up)")).trim().split("\n");
  const times = lines.slice(1).map((line) => /^(\d+) @\[(\d+)\]$/.exec(line)?.slice(1, 3));
  assert.deepEqual(times, [2, 1, 0].map((agoS) => [`${all}`, `${endS - agoS}`]), lines.join("\n"));
  assert.match(await run("query", "labels", ours, "app"), /^gateway$/m);
}

for (const [name, what] of [["prometheus", "3"], ["prometheus-debian", "2 of Debian"]] as const) {
  oracleTest(
    name,
    `a real Prometheus ${what} scrapes the platform by the example, and its promtool queries ours`,
    async ({ path }) => {
      await using platform = await TestPlatform.create(HELLO_FILES);
      const { urls } = await platform.up();
      const ours = urls["metrics"] ?? "";
      await using theirs = await startPrometheus(path, await exampleFor(ours));
      const up = "count(up == 1)";
      await until("ours scrapes all", 8_000, async () => await askNumber(ours, up) >= 9);
      const all = await askNumber(ours, "count(up)");
      const { url } = theirs;
      await until("theirs, too", 20_000, async () => await askNumber(url, up) === all);
      const labels = 'count(up{app!="",instance!="",server_group!="",zone!=""})';
      assert.equal(await askNumber(url, labels), all);
      // Ours has been there for as long as the range that is asked for.
      await until(
        "three seconds",
        5_000,
        async () => await askNumber(ours, `min(count_over_time(up[4s]))`) >= 3,
      );
      await checkPromtool(path, ours, all);
    },
  );
}

Deno.test("every query of the example dashboards is understood", async () => {
  await using telemetry = await startTelemetry();
  for (const name of ["platform", "streaming"]) {
    const text = await Deno.readTextFile(new URL(`grafana/${name}.json`, EXAMPLE));
    const { panels }: Dashboard = JSON.parse(text);
    const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    assert.ok(queries.length > 3);
    for (const query of queries) await telemetry.number(query);
  }
});
