import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import type { Rng } from "@netops/core";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, type PsRow, TestPlatform, until } from "../harness/platform.ts";
import { readProcessFacts } from "../harness/process_facts.ts";

const APP = "hello";
const RECOVERY_MS = 20_000;

/** A platform on a small disk of its own that is harmed at random and must come back each time. */
export class LiveOrders {
  readonly platform: TestPlatform;
  readonly #rng: Rng;
  #desired = 2;
  readonly #trail: string[] = [];
  #mounted = false;

  constructor(platform: TestPlatform, seed: string) {
    this.platform = platform;
    this.#rng = createFixedRng(seed);
  }

  /** Boots the platform on a disk of 24 MB (where this user may mount one). */
  async begin(): Promise<void> {
    await Deno.mkdir(this.platform.home);
    const args = ["-t", "tmpfs", "-o", "size=24m", "tmpfs", this.platform.home];
    this.#mounted = (await new Deno.Command("mount", { args, stderr: "null" }).output()).success;
    await this.platform.up();
  }

  /** Stops it and takes the disk away. */
  async end(): Promise<void> {
    this.#fillDisk(false);
    await this.platform.run(["down"]);
    // The last process of ours may hold a file of its home a moment longer than the command that ends it.
    await until("the disk can be taken away", 10_000, () => this.#isUnmounted());
  }

  async #isUnmounted(): Promise<boolean> {
    if (!this.#mounted) return true;
    const { success } = await new Deno.Command("umount", {
      args: [this.platform.home],
      stderr: "null",
    })
      .output();
    this.#mounted = !success;
    return success;
  }

  /** Runs one random order of three harms, then waits until what is desired is there again. */
  async runOrder(): Promise<void> {
    this.#trail.length = 0;
    for (let step = 0; step < 3; step++) {
      this.#trail.push(await this.#disturb());
      await new Promise((resolve) => setTimeout(resolve, this.#rng.integer(600)));
    }
    this.#fillDisk(false);
    await until(`recovered from ${this.#trail.join(", ")}`, RECOVERY_MS, () => this.#isWhole());
    await this.#assertNoLostChild();
  }

  async #disturb(): Promise<string> {
    const rows = await this.platform.ps();
    const own = rows.filter((row) => row.app === APP);
    const victim = own[this.#rng.integer(Math.max(1, own.length))];
    switch (this.#rng.integer(8)) {
      case 0:
        return this.#signal(victim, "SIGKILL");
      case 1:
        return this.#signal(victim, "SIGSTOP");
      case 2:
        return await this.#losePort(victim);
      case 3:
        return this.#signal(rows.find((row) => row.app === "keeper"), "SIGKILL");
      case 4:
        return this.#fillDisk(true);
      case 5:
        return this.#signal(rows.find((row) => row.app === "gateway"), "SIGKILL");
      case 6:
        return await this.#change(["restart", APP]);
      default:
        this.#desired = 1 + this.#rng.integer(4);
        return await this.#change(["scale", APP, String(this.#desired)]);
    }
  }

  #signal(row: PsRow | undefined, name: Deno.Signal): string {
    if (row === undefined) return "nothing";
    kill(row.pid, name);
    return `${name} of ${row.id}`;
  }

  async #losePort(row: PsRow | undefined): Promise<string> {
    if (row === undefined) return "nothing";
    const url = `http://127.0.0.1:${row.port}/lose-port`;
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() =>
      undefined
    );
    await response?.body?.cancel();
    return `port loss of ${row.id}`;
  }

  async #change(args: readonly string[]): Promise<string> {
    const result = await this.platform.run(args);
    return `${args.join(" ")} (exit ${result.code})`;
  }

  #fillDisk(full: boolean): string {
    const path = `${this.platform.home}/ballast`;
    if (!this.#mounted) return "no disk of its own";
    try {
      if (full) Deno.writeFileSync(path, new Uint8Array(32 * 1024 * 1024));
      else Deno.removeSync(path);
    } catch {
      // Writing ends when the disk is full; removing when nothing was written: both are meant.
    }
    return full ? "disk full" : "disk free";
  }

  async #isWhole(): Promise<boolean> {
    const rows = await this.platform.ps();
    const up = rows.filter((row) => row.app === APP && row.status === "UP");
    const ports = up.map((row) => row.port);
    assert.equal(new Set(ports).size, ports.length, "a port has two owners");
    return up.length === this.#desired && await this.platform.isHealthy();
  }

  /** Every process that carries the home belongs to a row of `ps`. */
  async #assertNoLostChild(): Promise<void> {
    await until("no lost child", 3_000, async () => {
      const groups = new Set((await this.platform.ps()).map((row) => row.pid));
      return readProcessFacts(this.platform.home).every((pid) => groups.has(groupOf(pid)));
    });
  }
}

function groupOf(pid: number): number {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[1]);
  } catch {
    return pid;
  }
}

/** Files of a service that gives up its port when asked to. */
export const LIVE_FILES: Readonly<Record<string, string>> = {
  ...HELLO_FILES,
  "hello/server.mjs": HELLO_FILES["hello/server.mjs"]!.replace(
    'if (request.url === "/env")',
    'if (request.url === "/lose-port") return response.end("ok", () => server.close());\n' +
      '  if (request.url === "/env")',
  ),
};
