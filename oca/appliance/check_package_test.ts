import assert from "node:assert/strict";
import type { PackagedFile, TitlePackage } from "@netops/core/contracts";
import { isPackageOf, versionOf } from "./check_package.ts";

const FILES = [
  { path: "v0/1.m4s", sizeBytes: 10, sha256: "b".repeat(64) },
  { path: "master.m3u8", sizeBytes: 5, sha256: "a".repeat(64) },
];

async function titleOf(files: readonly PackagedFile[], titleId = "x"): Promise<TitlePackage> {
  const version = await versionOf({ files });
  const about = { title: "x", durationMs: 1, segmentMs: 1, rungs: [], audio: [], captions: [] };
  return { titleId, version, ...about, files };
}

Deno.test("a list of files is that of its version in any order, and none that differs is", async () => {
  const title = await titleOf(FILES);
  assert.ok(await isPackageOf(title, title));
  assert.ok(await isPackageOf({ ...title, files: FILES.toReversed() }, title));
  assert.ok(!await isPackageOf({ ...title, files: FILES.slice(1) }, title));
  assert.ok(!await isPackageOf(title, { titleId: "y", version: title.version }));
  const [first, second] = FILES;
  const swapped = [{ ...first!, sha256: second!.sha256 }, second!];
  assert.ok(!await isPackageOf({ ...title, files: swapped }, title));
});

Deno.test("a list with odd names, sizes or hashes is refused although its version fits", async () => {
  const odd: Partial<PackagedFile>[] = [
    { path: "../etc/passwd" },
    { path: "/etc/passwd" },
    { path: "v0/../../x" },
    { path: "v0//1.m4s" },
    { path: "v0/1.m4s?x" },
    { path: "v0\\1.m4s" },
    { path: ".hidden" },
    { sizeBytes: -1 },
    { sizeBytes: 1.5 },
    { sha256: "../../x" },
  ];
  for (const change of odd) {
    const title = await titleOf([{ ...FILES[0]!, ...change }]);
    assert.ok(!await isPackageOf(title, title), JSON.stringify(change));
  }
  for (const name of ["fill", "../x", "X", ""]) {
    const title = await titleOf(FILES, name);
    assert.ok(!await isPackageOf(title, title), name);
  }
  const empty = await titleOf([]);
  assert.ok(!await isPackageOf(empty, empty));
});
