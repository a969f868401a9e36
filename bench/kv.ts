/**
 * Compares our kv process with denokv 0.14.0, both over loopback and Deno's own KV client.
 *
 * Run: `deno run -A bench/kv.ts [rounds]`. Each round measures both servers, in alternating order; a
 * ratio is taken within its round (so that a noisy machine harms both sides) and the median shown.
 * Both flush each commit to the disk (SQLite, WAL, synchronous=FULL).
 */
import { databaseToken } from "@netops/core";
import { openKvWithToken } from "../tests/harness/open_kv.ts";
import { startDenokv } from "../tests/harness/start_denokv.ts";
import { startService } from "../tests/harness/start_service.ts";
import { oracle } from "../tools/oracle.ts";

interface Case {
  readonly name: string;
  readonly count: number;
  run(kv: Deno.Kv, count: number): Promise<void>;
}

const CONCURRENT = 64;

async function spread(count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
}

const CASES: readonly Case[] = [
  {
    name: "sequential set",
    count: 300,
    async run(kv, count) {
      for (let i = 0; i < count; i++) await kv.set(["s", i], { i, text: "value" });
    },
  },
  {
    name: "sequential get",
    count: 1_000,
    async run(kv, count) {
      for (let i = 0; i < count; i++) await kv.get(["s", i % 300]);
    },
  },
  {
    name: `set by ${CONCURRENT}`,
    count: 3_000,
    run: (kv, count) => spread(count, (i) => kv.set(["c", i], { i, text: "value" })),
  },
  {
    name: `get by ${CONCURRENT}`,
    count: 3_000,
    run: (kv, count) => spread(count, (i) => kv.get(["c", i])),
  },
  {
    name: "list of 3000 entries",
    count: 3_000,
    async run(kv) {
      for await (const _ of kv.list({ prefix: ["c"] }, { batchSize: 500 }));
    },
  },
];

async function perSecond(test: Case, kv: Deno.Kv): Promise<number> {
  const startedMs = performance.now();
  await test.run(kv, test.count);
  return test.count / (performance.now() - startedMs) * 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const rounds = Number(Deno.args[0] ?? 5);
const found = oracle("denokv");
if ("skip" in found) {
  console.error(found.skip);
  Deno.exit(1);
}
await using ours = await startService({ entry: "server/kv/main.ts" });
await using denokv = await startDenokv(found.path);
const token = databaseToken(ours.boot.token, "bench");
const handles = [
  await openKvWithToken(`${ours.url}/bench`, token),
  await openKvWithToken(denokv.url, denokv.token),
] as const;
const results = new Map(CASES.map((test) => [test.name, [[], []] as [number[], number[]]]));
async function measure(test: Case, round: number): Promise<void> {
  for (const side of round % 2 === 0 ? [0, 1] as const : [1, 0] as const) {
    const rate = await perSecond(test, handles[side]);
    // The first round only warms both up.
    if (round >= 0) results.get(test.name)?.[side].push(rate);
  }
}

for (let round = -1; round < rounds; round++) {
  for (const test of CASES) await measure(test, round);
}
console.log(`median of ${rounds} rounds, operations per second`);
for (const [name, [own, other]] of results) {
  const ratio = median(own.map((rate, i) => rate / (other[i] ?? NaN)));
  const row = [
    name.padEnd(22),
    Math.round(median(own)),
    Math.round(median(other)),
    ratio.toFixed(2),
  ];
  console.log(`${row[0]} ours ${row[1]}/s  denokv ${row[2]}/s  ratio ${row[3]}`);
}
for (const kv of handles) kv.close();
