import { createHost } from "@netops/core/host";
import { FakeTimer } from "@netops/core/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { bakeArtifact, bakeCommit, type CheckoutRequest } from "../../server/artifact/mod.ts";

const host = createHost();
const ENV = { PATH: Deno.env.get("PATH") ?? "", HOME: "/nonexistent" };

/** A repository with a service in it, and a store; removed at the end. */
class Repository implements AsyncDisposable {
  private constructor(readonly root: string) {}

  static async create(): Promise<Repository> {
    const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-git-" }));
    const repository = new Repository(root);
    await Deno.mkdir(join(root, "repo/shop"), { recursive: true });
    await repository.git("init", "-q", "-b", "main");
    await repository.write({ ".netops/.gitignore": "*\n" });
    return repository;
  }

  get dir(): string {
    return join(this.root, "repo");
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const full = join(this.dir, path);
      await Deno.mkdir(full.slice(0, full.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(full, text);
    }
  }

  async git(...args: readonly string[]): Promise<string> {
    const who = ["-c", "user.name=t", "-c", "user.email=t@localhost"];
    const { code, stdout, stderr } = await new Deno.Command("git", {
      args: [...who, "-C", this.dir, ...args],
      env: ENV,
      clearEnv: true,
    }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  }

  async commit(): Promise<string> {
    await this.git("add", "--all", ".");
    await this.git("commit", "-q", "-m", "change");
    return await this.git("rev-parse", "HEAD");
  }

  async bake(change: Partial<CheckoutRequest> = {}, env: Record<string, string> = ENV) {
    return await bakeCommit(
      { repo: this.dir, ref: "HEAD", folder: join(this.dir, "shop"), ...change },
      { ...this.#store(), env, runner: host.createProgramRunner(), timer: host.timer },
    );
  }

  bakeFolder() {
    return bakeArtifact({ ...this.#store(), dir: join(this.dir, "shop") });
  }

  #store() {
    const artifactsDir = join(this.dir, ".netops/artifacts");
    return { artifactsDir, exclude: [], clock: host.clock, rng: host.createRng("git") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

const isGitHere = host.findProgram("git", ENV.PATH, "/") !== undefined;

function test(name: string, run: (repository: Repository) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !isGitHere,
    fn: async () => {
      await using repository = await Repository.create();
      await run(repository);
    },
  });
}

test("a commit is baked as it was committed, and the work tree is left alone", async (repo) => {
  await repo.write({ "shop/a.js": "one", "shop/bin/run": "x", "other/b.js": "" });
  await Deno.chmod(join(repo.dir, "shop/bin/run"), 0o755);
  const first = await repo.commit();
  await repo.write({ "shop/a.js": "two" });
  await repo.commit();
  await repo.write({ "shop/a.js": "three", "shop/new.js": "" });
  await repo.git("add", "shop/new.js");
  const before = [await repo.git("status", "--porcelain"), await indexOf(repo)];
  const old = await repo.bake({ ref: "HEAD~1" });
  assert.equal(old.commit, first);
  assert.deepEqual(await namesIn(old.path), ["a.js", "bin", "bin/run"]);
  assert.equal(await Deno.readTextFile(join(old.path, "a.js")), "one");
  assert.equal((await Deno.stat(join(old.path, "bin/run"))).mode! & 0o777, 0o555);
  assert.deepEqual([await repo.git("status", "--porcelain"), await indexOf(repo)], before);
  const named = await repo.bake({ ref: first.slice(0, 10) });
  assert.deepEqual([named.hash, named.isNew], [old.hash, false]);
  assert.notEqual((await repo.bake()).hash, old.hash);
  const left = (await namesIn(join(repo.dir, ".netops/artifacts"), 1))
    .filter((name) => name.startsWith(".tmp"));
  assert.deepEqual(left, []);
});

test("a clean work tree and its commit are the same artifact", async (repo) => {
  await repo.write({
    ...{ "shop/a.js": "one", "shop/.gitignore": "node_modules\nlog\n", "shop/lib/b.js": "" },
    ...{ "shop/package-lock.json": "{}", "outside/c.js": "" },
  });
  await repo.git("add", ".");
  await Deno.symlink("../outside/c.js", join(repo.dir, "shop/c.js"));
  await Deno.symlink("lib/b.js", join(repo.dir, "shop/d.js"));
  await repo.git("add", ".");
  await repo.git("commit", "-q", "-m", "all");
  await repo.write({ "shop/node_modules/dep/index.js": "", "shop/log": "noise" });
  const folder = await repo.bakeFolder();
  const commit = await repo.bake();
  assert.deepEqual([commit.hash, commit.isNew], [folder.hash, false]);
  assert.match(
    commit.warnings.join(),
    /node_modules is not committed: linked from .*shop\/node_modules/,
  );
  assert.match(commit.warnings.join(), /c.js links to .*repo\/outside\/c.js, outside the folder/);
  assert.equal(Deno.readLinkSync(join(commit.path, "c.js")), join(repo.dir, "outside/c.js"));
});

test("what is committed counts although git ignores it", async (repo) => {
  await repo.write({
    "shop/.gitignore": "dist\nnode_modules\n",
    "shop/dist/app.js": "built",
    "shop/node_modules/dep/index.js": "vendored",
  });
  await repo.git("add", "--force", ".");
  await repo.git("commit", "-q", "-m", "all");
  const { path, warnings } = await repo.bake();
  assert.equal(await Deno.readTextFile(join(path, "dist/app.js")), "built");
  assert.ok(Deno.lstatSync(join(path, "node_modules/dep")).isDirectory);
  assert.deepEqual(warnings, []);
});

test("another folder, the root, and a folder that moved since", async (repo) => {
  await repo.write({ "apps/shop/a.js": "old" });
  const old = await repo.commit();
  const moved = await repo.bake({ ref: old, dir: "apps/shop/" });
  assert.deepEqual(await namesIn(moved.path), ["a.js"]);
  assert.ok((await namesIn((await repo.bake({ dir: "." })).path)).includes("apps/shop/a.js"));
  for (const dir of ["nowhere", "../shop", "apps/shop/a.js", "/etc"]) {
    await assert.rejects(repo.bake({ dir }), { code: "NOT_FOUND", message: /the folder/ }, dir);
  }
  const outside = { folder: repo.root };
  await assert.rejects(repo.bake(outside), { code: "REQUEST_INVALID", message: /which folder/ });
});

test("what is not there is said with the way out", async (repo) => {
  await repo.write({ "shop/a.js": "" });
  await repo.commit();
  for (const ref of ["nowhere", "--all", "HEAD:shop"]) {
    await assert.rejects(repo.bake({ ref }), {
      code: "NOT_FOUND",
      message: `Cannot find the commit "${ref}" in ${repo.dir}`,
      fix: `git -C ${repo.dir} branch --all; git -C ${repo.dir} tag; git -C ${repo.dir} fetch`,
    });
  }
  await assert.rejects(repo.bake({ repo: repo.root }), {
    ...{ code: "NOT_FOUND", message: /is in no git repository/, fix: /git init|--from/ },
  });
  await assert.rejects(repo.bake({ repo: "/nonexistent" }), {
    code: "NOT_FOUND",
    message: /folder/,
  });
  await assert.rejects(repo.bake({}, { PATH: "/nonexistent" }), {
    ...{ code: "SPAWN_FAILED", message: /no git to run/, fix: /install git/ },
  });
});

test("hooks and filters of line ends do not change what is baked", async (repo) => {
  await repo.write({ "shop/a.txt": "one\ntwo\n", ".gitattributes": "*.txt text\n" });
  await repo.commit();
  await repo.git("config", "core.autocrlf", "true");
  const hook = join(repo.dir, ".git/hooks/post-index-change");
  await Deno.writeTextFile(hook, `#!/bin/sh\ntouch ${repo.root}/ran\n`, { mode: 0o755 });
  const { path } = await repo.bake();
  assert.equal(await Deno.readTextFile(join(path, "a.txt")), "one\ntwo\n");
  assert.throws(() => Deno.statSync(join(repo.root, "ran")), Deno.errors.NotFound);
});

test("a git that does not end is ended", async (repo) => {
  await repo.write({ "shop/a.js": "", "bin/git": "#!/bin/sh\nsleep 31.7\n" });
  await Deno.chmod(join(repo.dir, "bin/git"), 0o755);
  const timer = new FakeTimer();
  const runner = host.createProgramRunner();
  const PATH = `${repo.dir}/bin:${ENV.PATH}`;
  const baking = bakeCommit(
    { repo: repo.dir, ref: "HEAD", folder: join(repo.dir, "shop") },
    {
      ...{ artifactsDir: join(repo.root, "store"), exclude: [], clock: host.clock },
      ...{ rng: host.createRng("1"), env: { PATH }, runner, timer, deadlineMs: 5_000 },
    },
  );
  const rejected = assert.rejects(baking, { code: "TIMED_OUT", message: /within 5 s/ });
  while (timer.pendingCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await timer.advance(4_999);
  assert.equal(timer.pendingCount, 1);
  await timer.advance(1);
  await rejected;
  assert.equal(runner.endAll(), 0);
});

async function indexOf(repo: Repository): Promise<string> {
  return (await Deno.readFile(join(repo.dir, ".git/index"))).join();
}

async function namesIn(dir: string, depth = Infinity, path = ""): Promise<string[]> {
  const names: string[] = [];
  for await (const item of Deno.readDir(join(dir, path))) {
    const inner = `${path}${item.name}`;
    names.push(inner);
    if (item.isDirectory && depth > 1) names.push(...await namesIn(dir, depth - 1, `${inner}/`));
  }
  return names.sort();
}
