import assert from "node:assert/strict";
import type { LookView } from "@netops/core/contracts";
import { BAD_RELEASES, type Plant } from "../harness/planted_releases.ts";
import { type ReleaseResult, ReleaseRig } from "../harness/release_rig.ts";

const RESULTS = new URL("../../docs/results/planted_releases.md", import.meta.url);
const HOW = "--strategy canary --steps 20,50 --bake 15s";
const CHECK = '/?n=1~"price":42';
const WORDS = [...HOW.split(" "), "--check", CHECK];
const PER_S = 150;
const GOOD_ONES = 10;
/** One good release in ten may go back by chance, or by what else the machine does. */
const LEAST_PROMOTED = 9;
/** A good release, while what it asks is broken. */
const FALLBACK = "good, stock fails";

/** A release, and what came of it. */
interface Row extends ReleaseResult {
  readonly title: string;
  /** How busy the machine was when it was shipped. */
  readonly machineLoad: number;
}

Deno.test("good releases are promoted, and each of ten planted bad ones goes back", async () => {
  await using rig = await ReleaseRig.up({ perS: PER_S });
  const rows: Row[] = [];
  for (let at = 1; at <= GOOD_ONES; at++) {
    rows.push(await ship(rig, "good", { title: `good ${at}`, isStockFailing: false }));
  }
  rows.push(await ship(rig, "good", { title: FALLBACK, isStockFailing: true }));
  for (const plant of Object.keys(BAD_RELEASES) as Plant[]) {
    const isStockFailing = plant === "broken-fallback";
    rows.push(await ship(rig, plant, { title: plant, isStockFailing }));
  }
  const page = pageOf(rows);
  console.log(page);
  if (Deno.env.has("NETOPS_WRITE_RESULTS")) await Deno.writeTextFile(RESULTS, page);
  judgeRows(rows);
});

async function ship(
  rig: ReleaseRig,
  plant: Plant,
  { title, isStockFailing }: { readonly title: string; readonly isStockFailing: boolean },
): Promise<Row> {
  const [machineLoad = 0] = Deno.loadavg();
  const result = await rig.ship(plant, { words: WORDS, isStockFailing });
  const row = { ...result, title, machineLoad };
  console.log(rowOf(row));
  for (const { look, rule } of looksOf(row).filter(({ verdict }) => verdict === "inconclusive")) {
    console.log(`  look ${look} of ${title} was inconclusive: ${rule}`);
  }
  const isGood = plant === "good";
  if (isGood === isPromoted(row)) return row;
  console.log((await rig.replay(result.document.id)).stdout);
  // Or it would be what the next ones are compared with.
  if (isPromoted(row)) await rig.rollBack();
  return row;
}

function looksOf({ document }: Row): readonly LookView[] {
  return document.stages.flatMap(({ deploy }) => deploy?.looks ?? []);
}

function isPromoted({ document }: Row): boolean {
  return document.verdict === "promoted";
}

function judgeRows(rows: readonly Row[]): void {
  const promoted = plainGood(rows).filter(isPromoted).length;
  assert.ok(promoted >= LEAST_PROMOTED, `only ${promoted} of ${GOOD_ONES} good ones were promoted`);
  const fallback = rows.find(({ title }) => title === FALLBACK);
  assert.equal(fallback?.document.verdict, "promoted", "the fallback of a good one works");
  for (const { plant, title, code, document, dropped, failed, usersHit, wrong } of rows) {
    assert.deepEqual([dropped, document.dropped], [[], 0], title);
    assert.equal(failed, usersHit, `${title}: the gateways count what users see`);
    if (plant === "good") assert.deepEqual([failed, wrong], [0, 0], title);
    else assert.deepEqual([code, document.verdict], [5, "rolled-back"], title);
  }
}

function plainGood(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ plant, title }) => plant === "good" && title !== FALLBACK);
}

function pageOf(rows: readonly Row[]): string {
  const loads = rows.map(({ machineLoad }) => machineLoad);
  const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) => load.toFixed(1));
  const date = new Date().toISOString().slice(0, 10);
  const cores = navigator.hardwareConcurrency;
  const good = plainGood(rows);
  const bad = rows.filter(({ plant }) => plant !== "good");
  const [promoted, back] = [good.filter(isPromoted), bad.filter((row) => !isPromoted(row))];
  return [
    "# Planted releases",
    "",
    "`NETOPS_WRITE_RESULTS=1 deno test -A --no-check tests/soak/planted_releases_test.ts` on " +
    `${date}; ${cores} cores`,
    `for the load, all versions and whatever else ran (load average ${least} to ${most}).`,
    "",
    `\`deploy run shop ${HOW} --check '${CHECK}'\`, two instances a group,`,
    `${PER_S} requests a second, a fifth of which have the shop ask another service. Promoted: ` +
    `${promoted.length} of ${good.length} good releases.`,
    `Taken back: ${back.length} of ${bad.length} bad ones.`,
    "",
    "| release | what is wrong with it | verdict | decided by | looks | time to verdict | answered | users hit | dropped |",
    "|---|---|---|---|---|---|---|---|---|",
    ...rows.map(rowOf),
    "",
    "- **Stock fails** in two of them: each call of the other service is answered with 503 from when the release gets its",
    "  first requests until its verdict, for the old version, too.",
    "- **Looks**: comparisons of both versions. A bake that shows too little is lengthened and looked at again.",
    "- **Time to verdict**: from the first request of the release, or its start when it got none.",
    "- **Answered**: by the release, with 200. **Users hit**: got a failure or a wrong price while it was shipped.",
    "  **Dropped**: nobody answered.",
    "",
  ].join("\n");
}

function rowOf(row: Row): string {
  const { title, plant, document, decidedBy, served, failed, wrong, dropped } = row;
  const what = plant === "good" ? "nothing" : BAD_RELEASES[plant];
  const { verdict, timeToVerdictMs } = document;
  const time = timeToVerdictMs === null ? "" : `${(timeToVerdictMs / 1_000).toFixed(1)} s`;
  const by = decidedBy.replaceAll("|", "\\|");
  const counts = [looksOf(row).length, time, served, failed + wrong, dropped.length];
  return `| ${[title, what, verdict, by, ...counts].join(" | ")} |`;
}
