import { NetopsError } from "@netops/core";
import { createFixedRng } from "@netops/core/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { bakeArtifact } from "./bake.ts";
import { createBakeFixture } from "./bake_fixture.ts";

Deno.test("the same content gives the same artifact, another content another one", async () => {
  await using one = await createBakeFixture("one");
  await using two = await createBakeFixture("two");
  await one.write({ "a.js": "1", "b/c.js": "2" });
  await two.write({ "b/c.js": "2", "a.js": "1" });
  const [a, b] = [await one.bake(), await two.bake()];
  assert.equal(a.hash, b.hash);
  assert.deepEqual([a.isNew, (await one.bake()).isNew], [true, false]);
  assert.match(a.hash, /^[0-9a-f]{40}$/);
  assert.deepEqual([a.files, a.sizeBytes, a.warnings], [2, 2, []]);
  assert.equal(await Deno.readTextFile(join(a.path, "b/c.js")), "2");
  await two.write({ "b/c.js": "3" });
  assert.notEqual((await two.bake()).hash, b.hash);
  await two.write({ "b/c.js": "2", "b/d.js": "" });
  assert.notEqual((await two.bake()).hash, b.hash);
});

Deno.test("a touch changes nothing, a mode does, a bit for writing does not", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "run.sh": "x" });
  const { hash } = await fixture.bake();
  await Deno.utime(join(fixture.dir, "run.sh"), 1, 1);
  assert.equal((await fixture.bake()).hash, hash);
  await Deno.chmod(join(fixture.dir, "run.sh"), 0o666);
  assert.equal((await fixture.bake()).hash, hash);
  await Deno.chmod(join(fixture.dir, "run.sh"), 0o755);
  const executable = await fixture.bake();
  assert.notEqual(executable.hash, hash);
  assert.equal((await Deno.stat(join(executable.path, "run.sh"))).mode! & 0o777, 0o555);
});

Deno.test("a move of content between two names is another artifact", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ a: "1", b: "2" });
  const before = await fixture.bake();
  await fixture.write({ a: "2", b: "1" });
  assert.notEqual((await fixture.bake()).hash, before.hash);
});

Deno.test("an edit in place of the source does not reach the artifact", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "small.js": "old", "large.bin": "x".repeat(3 << 20) });
  const artifact = await fixture.bake();
  for (const name of ["small.js", "large.bin"]) {
    using file = await Deno.open(join(fixture.dir, name), { write: true });
    await file.write(new TextEncoder().encode("new"));
  }
  assert.equal(await Deno.readTextFile(join(artifact.path, "small.js")), "old");
  assert.ok((await Deno.readTextFile(join(artifact.path, "large.bin"))).startsWith("xxx"));
  assert.notEqual((await fixture.bake()).hash, artifact.hash);
});

Deno.test("files of an artifact are read-only and equal contents are stored once", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "a.js": "same", "b/a.js": "same", "c.js": "other" });
  const first = await fixture.bake();
  const inode = async (path: string) => (await Deno.stat(path)).ino;
  assert.equal((await Deno.stat(join(first.path, "a.js"))).mode! & 0o222, 0);
  assert.equal(await inode(join(first.path, "a.js")), await inode(join(first.path, "b/a.js")));
  await fixture.write({ "c.js": "changed" });
  const second = await fixture.bake();
  assert.equal(await inode(join(first.path, "a.js")), await inode(join(second.path, "a.js")));
  assert.notEqual(await inode(join(first.path, "a.js")), await inode(join(fixture.dir, "a.js")));
  assert.equal(
    (await Array.fromAsync(Deno.readDir(join(fixture.artifactsDir, "objects")))).length,
    3,
  );
});

Deno.test(".git, .netops, ignored and excluded files stay out; empty folders stay in", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({
    ".git/HEAD": "",
    ".netops/run.json": "",
    "sub/.netops/x": "",
    ".gitignore": "*.log\n!keep.log\ndist/\n",
    "a.log": "",
    "keep.log": "",
    "dist/x.js": "",
    "notes.md": "",
    "netops.yaml": "",
    "netops.local.yaml": "",
    "sub/netops.yaml": "",
    "sub/.gitignore": "!a.log\n",
    "sub/a.log": "",
  });
  await Deno.mkdir(join(fixture.dir, "uploads"));
  const artifact = await fixture.bake(["*.md", "!dist/"]);
  assert.deepEqual(await fixture.list(artifact), [
    ".gitignore",
    "dist/",
    "dist/x.js",
    "keep.log",
    "sub/",
    "sub/.gitignore",
    "sub/a.log",
    "sub/netops.yaml",
    "uploads/",
  ]);
});

Deno.test("rules above the folder count up to the top of the repository", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({
    ".git/info/exclude": "secret.txt\n",
    ".gitignore": "/service/tmp/\n*.tmp\n",
    "service/tmp/x": "",
    "service/x.tmp": "",
    "service/secret.txt": "",
    "service/main.js": "",
  });
  const clock = { nowMs: () => 0, monotonicMs: () => 0 };
  const dir = join(fixture.dir, "service");
  const { artifactsDir } = fixture;
  const artifact = await bakeArtifact({
    dir,
    artifactsDir,
    exclude: [],
    clock,
    rng: createFixedRng("x"),
  });
  assert.deepEqual(await fixture.list(artifact), ["main.js"]);
});

Deno.test("dependency folders are linked; their lock file is part of the hash", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({
    ".gitignore": "node_modules\nvendor\npackage-lock.json\n",
    "package-lock.json": "1",
    "node_modules/x/index.js": "x",
    "vendor/v.go": "",
    "py/venv/pyvenv.cfg": "",
    "main.js": "",
  });
  const first = await fixture.bake();
  assert.equal(
    await Deno.readLink(join(first.path, "node_modules")),
    join(fixture.dir, "node_modules"),
  );
  assert.deepEqual(await fixture.list(first), [
    ".gitignore",
    "main.js",
    "node_modules",
    "py/",
    "py/venv",
    "vendor",
  ]);
  assert.equal(first.files, 2);
  await fixture.write({ "node_modules/x/index.js": "y" });
  assert.equal((await fixture.bake()).hash, first.hash);
  await fixture.write({ "package-lock.json": "2" });
  assert.notEqual((await fixture.bake()).hash, first.hash);
  assert.ok(!(await fixture.list(await fixture.bake(["node_modules"]))).includes("node_modules"));
});

Deno.test("a vendor folder that git does not ignore is copied", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "vendor/v.go": "v" });
  assert.deepEqual(await fixture.list(await fixture.bake()), ["vendor/", "vendor/v.go"]);
});

Deno.test("links inside stay relative, links that leave become absolute with a warning", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "lib/a.js": "a" });
  await Deno.symlink("lib/a.js", join(fixture.dir, "in"));
  await Deno.symlink(join(fixture.dir, "lib"), join(fixture.dir, "absolute"));
  await Deno.symlink("../../elsewhere", join(fixture.dir, "lib/out"));
  const artifact = await fixture.bake();
  const target = (name: string) => Deno.readLink(join(artifact.path, name));
  const outside = join(fixture.dir, "../elsewhere");
  assert.equal(await target("in"), "lib/a.js");
  assert.equal(await target("absolute"), "lib");
  assert.equal(await target("lib/out"), outside);
  assert.deepEqual(artifact.warnings, [
    `lib/out links to ${outside}, outside the folder: not copied`,
  ]);
  await Deno.remove(join(fixture.dir, "in"));
  await Deno.symlink("lib", join(fixture.dir, "in"));
  assert.notEqual((await fixture.bake()).hash, artifact.hash);
});

Deno.test("many bakes of the same content at once end with one artifact and no rest", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f${n}`, `${n}`])));
  const artifacts = await Promise.all(Array.from({ length: 8 }, () => fixture.bake()));
  assert.equal(new Set(artifacts.map((artifact) => artifact.hash)).size, 1);
  const names = (await Array.fromAsync(Deno.readDir(fixture.artifactsDir))).map((i) => i.name);
  assert.deepEqual(names.toSorted(), [artifacts[0]!.hash, "cache", "objects"].toSorted());
  assert.equal((await fixture.list(artifacts[0]!)).length, 60);
});

Deno.test("a rest of a killed bake with the same seed is not in the way", async () => {
  await using fixture = await createBakeFixture("same");
  await fixture.write({ a: "1" });
  const rest = join(fixture.artifactsDir, `.tmp-${createFixedRng("same").hex(8)}`);
  await Deno.mkdir(rest, { recursive: true });
  assert.equal((await fixture.bake()).files, 1);
  assert.ok((await Deno.stat(rest)).isDirectory);
});

Deno.test("the store is never part of an artifact, even inside the folder", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "main.js": "" });
  const options = {
    dir: fixture.dir,
    exclude: [],
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
  };
  const artifactsDir = join(fixture.dir, "state", "artifacts");
  const artifact = await bakeArtifact({ ...options, artifactsDir, rng: createFixedRng("s") });
  assert.deepEqual(await fixture.list(artifact), ["main.js"]);
});

Deno.test("a folder that is not there and a pipe in a folder are named", async () => {
  await using fixture = await createBakeFixture();
  const made = await new Deno.Command("mkfifo", { args: [join(fixture.dir, "pipe")] }).output();
  assert.ok(made.success);
  const { warnings, files } = await fixture.bake();
  assert.deepEqual([warnings, files], [["pipe is a socket, pipe or device: left out"], 0]);
  await Deno.remove(fixture.dir, { recursive: true });
  await assert.rejects(
    fixture.bake(),
    (error) =>
      error instanceof NetopsError && error.code === "NOT_FOUND" &&
      error.message.includes(fixture.dir),
  );
});

Deno.test("a store that cannot be made is HOME_NOT_WRITABLE or names what is in the way", async () => {
  await using fixture = await createBakeFixture();
  const options = {
    dir: fixture.dir,
    exclude: [],
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
  };
  const rng = createFixedRng("ro");
  await assert.rejects(
    bakeArtifact({ ...options, artifactsDir: "/proc/netops/artifacts", rng }),
    (error) => error instanceof NetopsError && error.message.includes("/proc/netops/artifacts"),
  );
});
