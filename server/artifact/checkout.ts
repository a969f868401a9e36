import { NetopsError, type ProgramRunner, type Timer } from "@netops/core";
import { isAbsolute, join, relative } from "node:path";
import { Git, type GitAnswer } from "./git.ts";

/** What is taken out of a repository. */
export interface CheckoutRequest {
  /** A folder inside the repository, absolute. */
  readonly repo: string;
  readonly ref: string;
  /** The folder that is wanted, below the root of the repository; that of `folder` when left out. */
  readonly dir?: string | undefined;
  /** Where the service lives in the work tree of its user, absolute. */
  readonly folder: string;
}

/** What taking it out works with. */
export interface CheckoutOptions {
  readonly runner: ProgramRunner;
  readonly timer: Timer;
  /** The environment of the user: PATH and HOME of it count. */
  readonly env: Readonly<Record<string, string>>;
  /** An empty folder for it, absolute and free of links. */
  readonly into: string;
  /** 60,000; after that git is ended. */
  readonly deadlineMs?: number;
}

/** A committed folder, written out. */
export interface Checkout {
  readonly commit: string;
  /** What was asked for, written out. */
  readonly dir: string;
  /** Written out beside it as far as needed: what the root of the repository is in the user's work tree. */
  readonly root: string;
  /** The root of the user's work tree; undefined of a bare repository. */
  readonly top: string | undefined;
  readonly warnings: readonly string[];
}

const DEADLINE_MS = 60_000;
const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * Writes out exactly what was committed of a folder, with an index of its own: the work tree and the index of
 * the user are neither read nor changed.
 *
 * @throws {NetopsError} NOT_FOUND, REQUEST_INVALID, SPAWN_FAILED without git, TIMED_OUT, UPSTREAM_FAILED
 */
export async function checkOut(
  request: CheckoutRequest,
  options: CheckoutOptions,
): Promise<Checkout> {
  const { timer, deadlineMs = DEADLINE_MS } = options;
  const deadline = new AbortController();
  const cancel = timer.after(deadlineMs, () => deadline.abort(tooSlow(request, deadlineMs)));
  try {
    const git = new Git({ ...options, signal: deadline.signal });
    return await takeOut(git, request, options.into);
  } finally {
    cancel();
  }
}

async function takeOut(git: Git, request: CheckoutRequest, into: string): Promise<Checkout> {
  const { gitDir, top } = await findRepository(git, request);
  const commit = await resolveRef(git, request);
  const wanted = request.dir === undefined
    ? await ownFolder(request, top)
    : belowRoot(request.dir, request);
  const tree = wanted === "" ? `${commit}^{tree}` : `${commit}:${wanted}`;
  const type = await git.run(request.repo, ["cat-file", "-t", tree]);
  if (type.stdout.trim() !== "tree") throw noFolder(request, wanted);
  const root = join(into, "tree");
  await Deno.mkdir(root);
  const env = { GIT_DIR: gitDir, GIT_WORK_TREE: root, GIT_INDEX_FILE: join(into, "index") };
  const prefix = wanted === "" ? [] : [`--prefix=${wanted}/`];
  check(request, await git.run(root, ["read-tree", ...prefix, tree], env));
  check(request, await git.run(root, ["checkout-index", "--all", "--force"], env));
  const dir = join(root, wanted);
  // Git knows no empty folder: of one that holds submodules only nothing is written.
  await Deno.mkdir(dir, { recursive: true });
  return { commit, dir, root, top, warnings: await findSubmodules(git, root, env) };
}

async function findRepository(git: Git, { repo }: CheckoutRequest) {
  if (!await isFolder(repo)) {
    throw new NetopsError("NOT_FOUND", `Cannot bake from git as there is no folder ${repo}`, {
      fix: `ls -d ${repo}`,
    });
  }
  const found = await git.run(repo, ["rev-parse", "--absolute-git-dir"]);
  if (!found.isOk) throw noRepository(repo, found);
  const top = await git.run(repo, ["rev-parse", "--show-toplevel"]);
  return {
    gitDir: found.stdout.replace(/\n$/, ""),
    top: top.isOk ? top.stdout.replace(/\n$/, "") : undefined,
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

function noRepository(repo: string, { stderr }: GitAnswer): NetopsError {
  if (stderr.includes("dubious ownership")) {
    return new NetopsError("FORBIDDEN", `Cannot read ${repo} as git says somebody else owns it`, {
      fix: `git config --global --add safe.directory ${repo}`,
    });
  }
  return new NetopsError("NOT_FOUND", `Cannot bake from git as ${repo} is in no git repository`, {
    fix: `git init ${repo} and commit, or bake the folder as it is: --from ${repo}`,
  });
}

async function resolveRef(git: Git, { repo, ref }: CheckoutRequest): Promise<string> {
  // A name that begins with a hyphen would be an option; git allows no such ref either.
  const found = ref.startsWith("-")
    ? undefined
    : await git.run(repo, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  const commit = found?.stdout.trim() ?? "";
  if (found?.isOk && COMMIT.test(commit)) return commit;
  throw new NetopsError("NOT_FOUND", `Cannot find the commit "${ref}" in ${repo}`, {
    fix: `git -C ${repo} branch --all; git -C ${repo} tag; git -C ${repo} fetch`,
  });
}

async function ownFolder(request: CheckoutRequest, top: string | undefined): Promise<string> {
  const { folder, repo } = request;
  const real = await Deno.realPath(folder).catch(() => folder);
  const below = top === undefined ? undefined : relative(top, real);
  if (below !== undefined && !leaves(below)) return below;
  throw new NetopsError(
    "REQUEST_INVALID",
    `Cannot tell which folder of ${repo} to bake as ${folder} is not in it`,
    { fix: "name the folder below the root of the repository: dir" },
  );
}

function belowRoot(dir: string, request: CheckoutRequest): string {
  const below = relative("/", join("/", dir));
  if (isAbsolute(dir) || leaves(relative("/root", join("/root", dir)))) {
    throw noFolder(request, dir);
  }
  return below;
}

function leaves(path: string): boolean {
  return path === ".." || path.startsWith("../") || isAbsolute(path);
}

function noFolder({ ref, repo }: CheckoutRequest, dir: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot find the folder "${dir}" in ${ref} of ${repo}`, {
    fix: `git -C ${repo} ls-tree -d -r --name-only ${ref}`,
  });
}

async function findSubmodules(
  git: Git,
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const { stdout } = await git.run(root, ["ls-files", "--stage", "-z"], env);
  return stdout.split("\0").filter((line) => line.startsWith("160000 "))
    .map((line) => `${line.slice(line.indexOf("\t") + 1)} is a submodule: left out`);
}

function check({ ref, repo }: CheckoutRequest, { isOk, stderr }: GitAnswer): void {
  if (isOk) return;
  const said = stderr.trim().split("\n").at(-1) ?? "";
  throw new NetopsError(
    "UPSTREAM_FAILED",
    `Cannot take ${ref} out of ${repo} as git said: ${said}`,
    {
      fix: `git -C ${repo} fsck`,
    },
  );
}

function tooSlow({ ref, repo }: CheckoutRequest, deadlineMs: number): NetopsError {
  return new NetopsError(
    "TIMED_OUT",
    `Cannot take ${ref} out of ${repo} as git did not end within ${deadlineMs / 1_000} s`,
    { fix: `git -C ${repo} count-objects -vH` },
  );
}
