import assert from "node:assert/strict";
import { join } from "node:path";
import { readIsoBoxes, readMdhd, readTfdt, readTrun } from "@svta/cml-iso-bmff";
import { readInitSegment } from "./init_segment.ts";
import { readMediaSegment } from "./media_segment.ts";
import { checkLadder, readTrack } from "./read_track.ts";
import { durationS } from "./track.ts";
import { videoTrack } from "./track_fixture.ts";

const BARS = new URL("titles/colour-bars/", import.meta.url).pathname;

/** A copy of a track in a folder of its own, with one file changed or gone. */
async function withTrack(
  change: (dir: string) => Promise<void>,
  check: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(dir, "v0"));
    for (const name of ["init.mp4", "1.m4s", "2.m4s", "3.m4s"]) {
      await Deno.copyFile(join(BARS, "v0", name), join(dir, "v0", name));
    }
    await change(join(dir, "v0"));
    await check(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readTrack() knows length, size, codecs and rate of a track", async () => {
  const video = await readTrack(BARS, "v2");
  assert.deepEqual([video.init.width, video.init.height, video.frameRate], [640, 360, 24]);
  assert.match(video.init.codecs, /^avc1\.4d40[0-9a-f]{2}$/);
  assert.equal(video.segments.length, 8);
  assert.equal(durationS(video), 16);
  const audio = await readTrack(BARS, "a0");
  assert.deepEqual([audio.init.codecs, audio.init.channels], ["mp4a.40.2", 2]);
  assert.ok(durationS(audio) < 16 && durationS(audio) > 15.8);
});

Deno.test("segments are read as another library of boxes reads them", async () => {
  for (const folder of ["v0", "a0"]) {
    const init = readInitSegment(await Deno.readFile(join(BARS, folder, "init.mp4")));
    const [header] = flatBoxes(
      await Deno.readFile(join(BARS, folder, "init.mp4")),
      "mdhd",
    ) as { timescale: number }[];
    assert.equal(init.timescale, header?.timescale);
    const bytes = await Deno.readFile(join(BARS, folder, "5.m4s"));
    const facts = readMediaSegment(bytes, init);
    const [time] = flatBoxes(bytes, "tfdt") as { baseMediaDecodeTime: number }[];
    const runs = flatBoxes(bytes, "trun") as {
      sampleCount: number;
      samples: { sampleDuration?: number }[];
    }[];
    assert.equal(facts.startTicks, time?.baseMediaDecodeTime);
    assert.equal(facts.samples, runs.reduce((sum, run) => sum + run.sampleCount, 0));
    const said = runs.flatMap((run) => run.samples).map((sample) => sample.sampleDuration);
    if (said.every((ticks) => ticks !== undefined)) {
      assert.equal(facts.durationTicks, said.reduce((sum, ticks) => sum + ticks, 0));
    }
  }
});

Deno.test("a segment that was cut off anywhere is refused", async () => {
  const init = readInitSegment(await Deno.readFile(join(BARS, "v0", "init.mp4")));
  const bytes = await Deno.readFile(join(BARS, "v0", "2.m4s"));
  for (let length = 0; length < bytes.byteLength; length += 97) {
    assert.throws(() => readMediaSegment(bytes.slice(0, length), init), RangeError, `${length}`);
  }
});

Deno.test("a track with a hole, a segment twice, or no segment is refused", async () => {
  await withTrack(
    (dir) => Deno.rename(join(dir, "3.m4s"), join(dir, "2.m4s")),
    (dir) => assert.rejects(readTrack(dir, "v0"), /v0\/2\.m4s begins at/),
  );
  await withTrack(
    (dir) => Deno.copyFile(join(dir, "1.m4s"), join(dir, "2.m4s")),
    (dir) => assert.rejects(readTrack(dir, "v0"), /v0\/2\.m4s begins at 0/),
  );
  await withTrack(
    (dir) => Deno.remove(join(dir, "1.m4s")),
    (dir) => assert.rejects(readTrack(dir, "v0"), /v0 has no segments/),
  );
  await withTrack(
    (dir) => Deno.truncate(join(dir, "2.m4s"), 900),
    (dir) => assert.rejects(readTrack(dir, "v0"), /v0\/2\.m4s: /),
  );
});

Deno.test("checkLadder() refuses rungs that are not cut at the same places", () => {
  const one = videoTrack("v0", [[2, 1], [2, 1]]);
  checkLadder([one, videoTrack("v1", [[2, 9], [2, 9]])]);
  assert.throws(() => checkLadder([one, videoTrack("v1", [[2, 9], [1.9, 9]])]), /v1 is not cut/);
  assert.throws(() => checkLadder([one, videoTrack("v1", [[4, 9]])]), /v1 is not cut/);
});

interface AnyBox {
  readonly type: string;
  readonly boxes?: readonly AnyBox[];
}

function flatBoxes(bytes: Uint8Array<ArrayBuffer>, type: string): unknown[] {
  const readers = { mdhd: readMdhd, tfdt: readTfdt, trun: readTrun };
  const below = (boxes: readonly AnyBox[]): AnyBox[] =>
    boxes.flatMap((box) => [box, ...below(box.boxes ?? [])]);
  const all = below(readIsoBoxes(bytes.buffer, { readers }) as unknown as AnyBox[]);
  return all.filter((box) => box.type === type);
}
