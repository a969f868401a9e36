import assert from "node:assert/strict";
import type { DeployDocument } from "@netops/core/contracts";
import { type CliResult, TestPlatform } from "../harness/platform.ts";
import { RELEASE_FILES } from "../harness/release_files.ts";

/** A platform with hello in version v1, and the words that ship others. */
export class DeployRig implements AsyncDisposable {
  readonly platform: TestPlatform;
  readonly gateway: string;

  private constructor(platform: TestPlatform, gateway: string) {
    this.platform = platform;
    this.gateway = gateway;
  }

  /** Boots it, with more files where a test wants them. */
  static async up(more: Readonly<Record<string, string>> = {}): Promise<DeployRig> {
    const platform = await TestPlatform.create({ ...RELEASE_FILES, ...more });
    try {
      const { urls } = await platform.up();
      return new DeployRig(platform, urls["gateway"]!);
    } catch (error) {
      await platform[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Says `deploy …` and expects an exit code. */
  async say(code: number, ...words: readonly string[]): Promise<CliResult> {
    const result = await this.platform.run(["deploy", ...words]);
    assert.equal(result.code, code, `${words.join(" ")}\n${result.stdout}${result.stderr}`);
    return result;
  }

  /** Says `deploy … --json` and expects an exit code. */
  async ask(code: number, ...words: readonly string[]): Promise<DeployDocument> {
    const { stdout } = await this.say(code, ...words, "--json");
    return JSON.parse(stdout);
  }

  /** Ships a folder as quickly as can be. */
  async ship(dir: string, ...words: readonly string[]): Promise<DeployDocument> {
    return await this.ask(0, "run", "hello", "--from", dir, "--watch", "0s", "--yes", ...words);
  }

  /** Starts a canary that would take an hour. */
  async shipSlowly(dir = "v2"): Promise<string> {
    const { stdout } = await this.say(
      0,
      ...["run", "hello", "--from", dir, "--strategy", "canary", "--steps", "20,50"],
      ...["--bake", "30m", "--yes", "--detach"],
    );
    return stdout.trim();
  }

  /** Versions that answer, over so many requests. */
  async versions(requests = 12): Promise<readonly string[]> {
    const seen = new Set<string>();
    for (let at = 0; at < requests; at++) {
      const response = await fetch(`${this.gateway}/hello/`);
      seen.add(response.ok ? (await response.json()).version : String(response.status));
      if (!response.ok) await response.body?.cancel();
    }
    return [...seen].sort();
  }

  /** Ends everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.platform[Symbol.asyncDispose]();
  }
}

/** Keeps asking an address until it is ended: a canary is judged by what comes. */
export class Traffic implements AsyncDisposable {
  readonly #workers: Promise<void>[];
  #isOver = false;

  /** Begins at once. */
  constructor(url: string, workers = 6) {
    this.#workers = Array.from({ length: workers }, () => this.#ask(url));
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#workers);
  }

  async #ask(url: string): Promise<void> {
    while (!this.#isOver) {
      const response = await fetch(url).catch(() => undefined);
      await response?.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
