import assert from "node:assert/strict";
import type { ServiceBoot } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import { freePort, type RunningService } from "../harness/start_service.ts";
import { type MadeTitle, makeTitle } from "./oca_origin.ts";
import { startOcaRig, until, urlOf } from "./oca_rig.ts";

const KILLS = 20;

async function isServed(oca: RunningService, { title }: MadeTitle): Promise<boolean> {
  const response = await fetch(urlOf(oca, title, "v0/1.m4s"));
  await response.body?.cancel();
  return response.status === 200;
}

/** Waits until a title is served: on a busy machine an OCA comes up before its fill is done. */
async function whenServed(oca: RunningService, made: MadeTitle): Promise<void> {
  await until(`${made.title.titleId} is served`, () => isServed(oca, made));
}

/** How many files are served; fails on a byte that is wrong. Playlists are signed, so they differ. */
async function checkBytes(oca: { readonly url: string }, made: MadeTitle): Promise<number> {
  let served = 0;
  for (const { path } of made.title.files) {
    if (/\.(m3u8|mpd)$/.test(path)) continue;
    const url = urlOf(oca as RunningService, made.title, path);
    const response = await fetch(url).catch(() => undefined);
    // Killed in the middle of an answer: what came is cut off, not wrong.
    const bytes = await response?.arrayBuffer().catch(() => undefined);
    if (response?.status !== 200 || bytes === undefined) continue;
    assert.deepEqual(new Uint8Array(bytes), made.bytes.get(path), path);
    served++;
  }
  return served;
}

/** Whether a fill came to its end; the folder may not be there yet. */
async function hasMarker(dataDir: string): Promise<boolean> {
  const markers = await Array.fromAsync(Deno.readDir(`${dataDir}/titles`)).catch(() => []);
  return markers.length > 0;
}

const mediaCount = ({ title }: MadeTitle) =>
  title.files.filter(({ path }) => !/\.(m3u8|mpd)$/.test(path)).length;

Deno.test("an OCA fills from origin, the next from its peer, and all bytes are right", async () => {
  const made = [await makeTitle("night-signal"), await makeTitle("colour-bars", { seed: 2 })];
  await using rig = await startOcaRig({ titles: made, cachecontrols: 2 });
  const first = await rig.startOca();
  for (const title of made) await whenServed(first, title);
  const askedOnce = rig.origin.asked.length;
  const hashes = made.flatMap(({ title }) => title.files.map(({ sha256 }) => sha256));
  assert.equal(askedOnce, new Set(hashes).size, "each content once, whatever its names");
  const second = await rig.startOca({ id: "c001.ams001.isp-b" });
  for (const title of made) {
    for (const oca of [first, second]) {
      assert.equal(await checkBytes(oca, title), mediaCount(title));
    }
  }
  assert.equal(rig.origin.asked.length, askedOnce, "the second one asked its peer only");
  const metrics = await (await fetch(`http://127.0.0.1:${second.boot.adminPort}/metrics`)).text();
  assert.match(metrics, /oca_fill_bytes_total\{source="peer"\} [1-9]/);
  assert.doesNotMatch(metrics, /oca_fill_bytes_total\{source="origin"\}/);
});

Deno.test("of OCAs that lack a title at once, one of each region asks origin and the others wait for it", async () => {
  const made = await makeTitle("night-signal");
  await using rig = await startOcaRig({ titles: [made], cachecontrols: 0 });
  // Long enough that every OCA asks while the first one fills, and the fill is done before they lose patience.
  rig.origin.delayMs = 250;
  const places = [["fra001.isp-a", "eu"], ["ams001.isp-b", "eu"], ["cdg001.isp-a", "eu"]] as const;
  const ocas = await Promise.all(
    [...places, ["iad001.isp-c", "us"] as const].map(([name, region]) =>
      rig.startOca({ id: `c001.${name}`, region })
    ),
  );
  await rig.startCachecontrol("cc-0");
  for (const oca of ocas) await whenServed(oca, made);
  const hashes = new Set(made.title.files.map(({ sha256 }) => sha256));
  const filled = await Promise.all(ocas.map(async (oca) => ({
    origin: await filledBytes(oca, "origin"),
    peer: await filledBytes(oca, "peer"),
  })));
  const [eu, us] = [filled.slice(0, 3), filled.slice(3)];
  assert.equal(eu.filter(({ origin }) => origin > 0).length, 1, JSON.stringify(filled));
  assert.equal(eu.filter(({ peer, origin }) => peer > 0 && origin === 0).length, 2);
  assert.equal(us.length, 1);
  assert.ok(rig.origin.asked.length <= 2 * hashes.size, "once for each region at most");
  for (const oca of ocas) assert.equal(await checkBytes(oca, made), mediaCount(made));
});

/** What an OCA took from one kind of source. */
async function filledBytes(oca: RunningService, source: "origin" | "peer"): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${oca.boot.adminPort}/metrics`)).text();
  const series = `oca_fill_bytes_total{source="${source}"} `;
  const line = text.split("\n").find((one) => one.startsWith(series));
  return Number(line?.slice(series.length) ?? 0);
}

Deno.test("wrong bytes of a source are never served; right ones are fetched when it has them", async () => {
  const made = await makeTitle("night-signal");
  await using rig = await startOcaRig({ titles: [made] });
  rig.origin.spoil = (path, bytes) =>
    path === "v0/3.m4s" ? bytes.map((byte, at) => at === 77 ? byte ^ 1 : byte) : bytes;
  const oca = await rig.startOca();
  assert.equal(await checkBytes(oca, made), 0, "a title is served as a whole or not at all");
  const metrics = await (await fetch(`http://127.0.0.1:${oca.boot.adminPort}/metrics`)).text();
  assert.match(metrics, /oca_fill_corrupt_total\{source="origin"\} [1-9]/);
  rig.origin.spoil = undefined;
  await whenServed(oca, made);
  assert.equal(await checkBytes(oca, made), mediaCount(made));
});

Deno.test("a title that origin adds is filled, one that it drops goes from the disk", async () => {
  const [kept, dropped] = [await makeTitle("kept"), await makeTitle("dropped", { seed: 2 })];
  await using rig = await startOcaRig({ titles: [dropped] });
  const oca = await rig.startOca({ config: { removeAfterMs: 300, scrubMs: 100 } });
  await whenServed(oca, dropped);
  rig.origin.titles.splice(0, 1, kept);
  // Nobody publishes to the topic here, so a new cachecontrol is what asks origin anew.
  await rig.cachecontrols[0]?.stop();
  await rig.startCachecontrol("cc-9");
  await whenServed(oca, kept);
  await until("the old title is gone", async () => !await isServed(oca, dropped));
  const left = [...Deno.readDirSync(`${oca.boot.dataDir}/titles`)].map(({ name }) => name);
  assert.deepEqual(left, [`kept.${kept.title.version}.json`]);
});

Deno.test("a full data folder is served at once, without anybody to ask", async () => {
  const made = await makeTitle("night-signal");
  await using rig = await startOcaRig({ titles: [made] });
  const home = await rig.makeHome();
  const before = await rig.startOca({ home });
  await whenServed(before, made);
  await before.kill();
  await rig.cachecontrols[0]?.kill();
  const after = await rig.startOca({ home });
  assert.equal(await checkBytes(after, made), mediaCount(made));
});

Deno.test("an object that rots on the disk is found, not served, and fetched again", async () => {
  const made = await makeTitle("night-signal");
  await using rig = await startOcaRig({ titles: [made] });
  const oca = await rig.startOca({ config: { scrubMs: 20, hotBytes: 0 } });
  await whenServed(oca, made);
  const { sha256 } = made.title.files.find(({ path }) => path === "v0/2.m4s")!;
  const path = `${oca.boot.dataDir}/objects/${sha256.slice(0, 2)}/${sha256}`;
  const rotten = (await Deno.readFile(path)).map((byte) => byte ^ 1);
  rig.origin.delayMs = 100;
  await Deno.writeFile(path, rotten);
  await until("the title is taken back", async () => !await isServed(oca, made));
  await whenServed(oca, made);
  assert.equal(await checkBytes(oca, made), mediaCount(made));
});

Deno.test(`kill -9 in mid-fill at ${KILLS} random moments: no wrong byte is ever served, and it goes on`, async () => {
  const seed = String(Math.random());
  const rng = createFixedRng(seed);
  const made = await makeTitle("night-signal", { segments: 40, segmentBytes: 5_000 });
  await using rig = await startOcaRig({ titles: [made] });
  // Eight at once: a fill takes about 300 ms.
  rig.origin.delayMs = 30;
  const home = await rig.makeHome();
  const port = freePort();
  const boot = { ...rig.cachecontrols[0]!.boot, home, dataDir: `${home}/oca`, port };
  let inMidFill = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    rig.origin.asked.length = 0;
    await Deno.mkdir(boot.dataDir, { recursive: true });
    const oca = await spawnOca({ ...boot, adminPort: freePort() });
    const life = { over: false };
    const watch = (async () => {
      while (!life.over) await checkBytes({ url: `http://127.0.0.1:${port}` }, made);
    })();
    try {
      await until("the fill begins", async () => {
        // Killed between the last file and the marker: then there is nothing left to ask for.
        return rig.origin.asked.length > 0 || await hasMarker(boot.dataDir);
      });
      await new Promise((resolve) => setTimeout(resolve, rng.integer(250)));
    } finally {
      oca.kill("SIGKILL");
      await oca.status;
      life.over = true;
      await watch;
    }
    if (!await hasMarker(boot.dataDir)) inMidFill++;
    // The next life begins with nothing again, or there would be no fill to kill it in.
    else await Deno.remove(boot.dataDir, { recursive: true });
  }
  assert.ok(inMidFill >= KILLS / 4, `only ${inMidFill} kills fell into a fill; seed ${seed}`);
  const oca = await rig.startOca({ home, port });
  await whenServed(oca, made);
  assert.equal(await checkBytes(oca, made), mediaCount(made), `seed ${seed}`);
});

/** Starts an OCA and waits for nothing. */
async function spawnOca(boot: ServiceBoot): Promise<Deno.ChildProcess> {
  const root = new URL("../../", import.meta.url).pathname;
  const own = {
    app: "oca",
    cluster: "oca",
    serverGroup: "oca-v000",
    instanceId: "c001.fra001.isp-a",
  };
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `${root}oca/appliance/main.ts`],
    ...{ cwd: root, stdin: "piped", stdout: "null", stderr: "null" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${JSON.stringify({ ...boot, ...own })}\n`));
  writer.releaseLock();
  child.status.then(() => child.stdin.close().catch(() => {}));
  return child;
}

Deno.test("a fill that was killed goes on where it was", async () => {
  const made = await makeTitle("night-signal", { segments: 40, segmentBytes: 5_000 });
  await using rig = await startOcaRig({ titles: [made] });
  rig.origin.delayMs = 30;
  const home = await rig.makeHome();
  const dataDir = `${home}/oca`;
  await Deno.mkdir(dataDir);
  const killed = await spawnOca({
    ...{ ...rig.cachecontrols[0]!.boot, home, dataDir, port: freePort(), adminPort: freePort() },
  });
  await until("half of it is there", () => rig.origin.asked.length >= 40);
  killed.kill("SIGKILL");
  await killed.status;
  assert.equal(await hasMarker(dataDir), false);
  const oca = await rig.startOca({ home });
  await whenServed(oca, made);
  assert.equal(await checkBytes(oca, made), mediaCount(made));
  const twice = rig.origin.asked.length - new Set(rig.origin.asked).size;
  assert.ok(twice <= 8, `${twice} files were fetched twice; eight are under way at once`);
});
