import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, TestPlatform, until } from "../harness/platform.ts";

/** Asks for `url` again and again until stopped; counts what was not a 200. */
class Load {
  readonly #url: string;
  #stopped = false;
  readonly #workers: Promise<void>[];
  sent = 0;
  readonly failures: string[] = [];

  constructor(url: string, workers: number) {
    this.#url = url;
    this.#workers = Array.from({ length: workers }, () => this.#work());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      this.sent++;
      try {
        const response = await fetch(this.#url, { signal: AbortSignal.timeout(5_000) });
        const text = await response.text();
        if (response.status !== 200) this.failures.push(`${response.status} ${text.slice(0, 200)}`);
      } catch (error) {
        this.failures.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

interface Scene {
  readonly platform: TestPlatform;
  readonly load: Load;
}

async function withLoad(harm: (scene: Scene) => Promise<void>): Promise<void> {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const { urls } = await platform.up();
  const load = new Load(`${urls["gateway"]}/hello/`, 4);
  try {
    await until("the load flows", 3_000, () => load.sent > 20);
    await harm({ platform, load });
  } finally {
    await load.stop();
  }
  assert.ok(load.sent > 200, `only ${load.sent} requests were sent`);
  assert.deepEqual(load.failures, [], `of ${load.sent} requests`);
}

async function pidOf(platform: TestPlatform, app: string): Promise<number> {
  const row = (await platform.ps()).find((candidate) => candidate.app === app);
  assert.ok(row, `no ${app}`);
  return row.pid;
}

const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

Deno.test("a registry killed under load costs no request, and everybody is listed again", async () => {
  await withLoad(async ({ platform }) => {
    const pid = await pidOf(platform, "registry");
    kill(pid, "SIGKILL");
    await until(
      "a new registry",
      5_000,
      async () =>
        (await platform.ps()).some((r) =>
          r.app === "registry" && r.status === "UP" && r.pid !== pid
        ),
    );
    await pause(7_000);
    const list = JSON.parse((await platform.run(["registry", "list", "--json"])).stdout);
    const hello = list.applications.find((app: { app: string }) => /hello/i.test(app.app));
    assert.equal(hello?.instances.length, 2, JSON.stringify(list));
  });
});

Deno.test("a registry that hangs and is then restarted costs no request", async () => {
  await withLoad(async ({ platform }) => {
    const pid = await pidOf(platform, "registry");
    kill(pid, "SIGSTOP");
    await pause(1_500);
    kill(pid, "SIGCONT");
    await pause(500);
    await platform.run(["restart", "registry"]);
    await pause(7_000);
  });
});

Deno.test("an instance that dies while the registry is dead costs no request", async () => {
  await withLoad(async ({ platform }) => {
    kill(await pidOf(platform, "registry"), "SIGKILL");
    kill(await pidOf(platform, "hello"), "SIGKILL");
    await until(
      "two are up again",
      5_000,
      async () =>
        (await platform.ps()).filter((row) => row.app === "hello" && row.status === "UP").length ===
          2,
    );
    await pause(3_000);
  });
});
