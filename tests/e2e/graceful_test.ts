import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";

/** Answers after a second and knows nothing of SIGTERM: whatever is under way when it comes is lost. */
const SLOW_FILES = {
  "netops.yaml": HELLO_FILES["netops.yaml"]!,
  "hello/server.mjs": `import { createServer } from "node:http";
createServer((request, response) => {
  if (request.url === "/health") return response.end("ok");
  setTimeout(() => response.end("done"), 1000);
}).listen(Number(process.env.PORT), process.env.HOST);
`,
};

interface Tally {
  sent: number;
  readonly failures: string[];
  stop(): Promise<void>;
}

function keepPosting(url: string, workers: number): Tally {
  let stopped = false;
  const tally = { sent: 0, failures: [] as string[] };
  const work = async () => {
    while (!stopped) {
      tally.sent++;
      const response = await fetch(url, { method: "POST", body: "x" }).catch(String);
      if (typeof response === "string") tally.failures.push(response);
      else {
        const text = await response.text();
        if (response.status !== 200) tally.failures.push(`${response.status} ${text}`);
      }
    }
  };
  const all = Promise.all(Array.from({ length: workers }, work));
  return Object.assign(tally, {
    stop: async () => {
      stopped = true;
      await all;
    },
  });
}

async function underLoad(replicas: number, change: (platform: TestPlatform) => Promise<void>) {
  await using platform = await TestPlatform.create({
    ...SLOW_FILES,
    "netops.yaml": SLOW_FILES["netops.yaml"].replace("replicas: 2", `replicas: ${replicas}`),
  });
  const { urls } = await platform.up();
  const tally = keepPosting(`${urls["gateway"]}/hello/`, 6);
  try {
    await until("requests flow", 5_000, () => tally.sent > 10);
    await change(platform);
  } finally {
    await tally.stop();
  }
  assert.deepEqual(tally.failures, [], `of ${tally.sent} requests`);
}

Deno.test("restart ends no request that is under way, though the service ignores SIGTERM's meaning", async () => {
  await underLoad(2, async (platform) => {
    const result = await platform.run(["restart", "hello"]);
    assert.equal(result.code, 0, result.stderr);
  });
});

Deno.test("restart of a single instance leaves no gap: the new one is up before the old one goes", async () => {
  await underLoad(1, async (platform) => {
    const before = (await platform.ps()).filter((row) => row.app === "hello");
    assert.equal((await platform.run(["restart", "hello"])).code, 0);
    await until("one is left", 5_000, async () => {
      const after = (await platform.ps()).filter((row) => row.app === "hello");
      return after.length === 1 && after[0]?.id !== before[0]?.id;
    });
  });
});

Deno.test("scaling down ends no request that is under way", async () => {
  await underLoad(3, async (platform) => {
    assert.equal((await platform.run(["scale", "hello", "1"])).code, 0);
    await until(
      "one is left",
      10_000,
      async () => (await platform.ps()).filter((row) => row.app === "hello").length === 1,
    );
  });
});

Deno.test("a platform whose home is removed stops by itself", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  assert.ok(platform.processes().length > 5);
  await Deno.remove(platform.home, { recursive: true });
  await until("everything stopped", 8_000, () => platform.processes().length === 0);
});
