import assert from "node:assert/strict";
import { describeArtifact } from "./describe_artifact.ts";
import type { FileEntry } from "./tree_entry.ts";

const MIB = 1024 * 1024;

function file(path: string, sizeBytes: number): FileEntry {
  return { kind: "file", path, mode: 0o444, sizeBytes, mtimeMs: 0, ctimeMs: 0, inode: 1 };
}

Deno.test("describeArtifact() warns above 200 MB, and counts files only", () => {
  const place = { hash: "h", path: "/p", isNew: true };
  const entries = [file("a", 150 * MIB), { kind: "folder", path: "b" } as const];
  const small = { entries: [...entries, file("b/c", 50 * MIB)], warnings: ["w"] };
  assert.deepEqual(describeArtifact(small, place), {
    hash: "h",
    path: "/p",
    isNew: true,
    files: 2,
    sizeBytes: 200 * MIB,
    warnings: ["w"],
  });
  const large = { entries: [...entries, file("b/c", 51 * MIB)], warnings: ["w"] };
  assert.deepEqual(describeArtifact(large, place).warnings, [
    "w",
    "the artifact has 201 MB; add what is not needed to exclude",
  ]);
});
