import assert from "node:assert/strict";
import { join } from "node:path";
import type { TitlePackage } from "@netops/core/contracts";
import { packageTitle, TITLE_FILE, versionOf } from "./package_title.ts";
import { isComplete, verifyTitle } from "./verify_title.ts";

const TITLES = new URL("titles/", import.meta.url).pathname;
const IDS = ["night-signal", "harbour-lights", "colour-bars"];

async function readTitle(id: string): Promise<TitlePackage> {
  return JSON.parse(await Deno.readTextFile(join(TITLES, id, TITLE_FILE)));
}

async function copyOf(id: string): Promise<string> {
  const dir = await Deno.makeTempDir();
  for (const { path } of (await readTitle(id)).files) {
    await Deno.mkdir(join(dir, path, ".."), { recursive: true });
    await Deno.copyFile(join(TITLES, id, path), join(dir, path));
  }
  return dir;
}

for (const id of IDS) {
  Deno.test(`the built-in title ${id} is what its package says, to the last byte`, async () => {
    const title = await readTitle(id);
    await verifyTitle(join(TITLES, id), title);
    assert.ok(title.rungs.length >= 3);
    assert.deepEqual(title.captions.map((track) => track.language), ["en", "de"]);
  });
}

Deno.test("the built-in titles take at most 4 MB, and one lasts 40 s", async () => {
  const titles = await Promise.all(IDS.map(readTitle));
  const sizeBytes = titles.flatMap((title) => title.files).reduce(
    (sum, file) => sum + file.sizeBytes,
    0,
  );
  assert.ok(sizeBytes <= 4_000_000, `${sizeBytes} bytes`);
  assert.ok(titles.some((title) => title.durationMs >= 40_000));
});

Deno.test("packaging the same segments again gives the same bytes", async () => {
  const dir = await copyOf("colour-bars");
  try {
    const before = await readTitle("colour-bars");
    for (const path of ["master.m3u8", "manifest.mpd", "v1/playlist.m3u8"]) {
      await Deno.remove(join(dir, path));
    }
    const again = await packageTitle(dir, {
      titleId: before.titleId,
      title: before.title,
      audioLanguage: before.audio[0]!.language,
      captionLanguages: ["en", "de"],
      segmentMs: before.segmentMs,
    });
    assert.deepEqual(again, before);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a byte that changes is seen, and so is a file that is gone", async () => {
  const dir = await copyOf("colour-bars");
  try {
    const title = await readTitle("colour-bars");
    const path = join(dir, "v1", "3.m4s");
    const bytes = await Deno.readFile(path);
    bytes[bytes.byteLength - 1]! ^= 1;
    await Deno.writeFile(path, bytes);
    assert.ok(isComplete(dir, title), "its size is right");
    await assert.rejects(verifyTitle(dir, title), /v1\/3\.m4s changed/);
    await Deno.remove(path);
    assert.equal(isComplete(dir, title), false);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a version names the files: another hash, path or file is another version", async () => {
  const { files, version } = await readTitle("colour-bars");
  assert.equal(await versionOf(files), version);
  assert.equal(await versionOf([...files].reverse()), version, "their order says nothing");
  assert.notEqual(await versionOf(files.slice(1)), version);
  const [first, ...rest] = files;
  assert.notEqual(await versionOf([{ ...first!, sha256: "0".repeat(64) }, ...rest]), version);
});
