import assert from "node:assert/strict";
import { databaseToken } from "@netops/core";
import { openKvWithToken } from "../harness/open_kv.ts";
import { TextLineStream } from "../harness/text_lines.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";

const ROUNDS = 5;
const WRITERS = 16;
const MIN_ACKNOWLEDGED_PER_ROUND = 200;
const LOAD = new URL("../harness/kv_write_load.ts", import.meta.url).pathname;

/** Writers that never stop: their client repeats what got no answer until the server is back. */
class WriteLoad {
  /** Key to the versionstamp that the server acknowledged. */
  readonly acknowledged = new Map<string, string>();
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<void>;

  constructor(url: string, token: string) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--unstable-kv",
        "--allow-net=127.0.0.1",
        "--allow-env=DENO_KV_ACCESS_TOKEN",
        LOAD,
        url,
        String(WRITERS),
      ],
      env: { DENO_KV_ACCESS_TOKEN: token },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#read = this.#collect();
  }

  async stop(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It ended by itself, and the test failed for want of writes.
    }
    await this.#child.status;
    await this.#read;
  }

  async #collect(): Promise<void> {
    const text = this.#child.stdout.pipeThrough(new TextDecoderStream());
    for await (const line of text.pipeThrough(new TextLineStream())) {
      const [name, versionstamp] = line.split(" ");
      if (name !== undefined && versionstamp?.length === 20) {
        this.acknowledged.set(name, versionstamp);
      }
    }
  }
}

Deno.test("kill -9 under write load loses no acknowledged write, and versionstamps go on", async () => {
  const home = await Deno.makeTempDir({ prefix: "netops-kv-kill-" });
  const boot = { home, dataDir: `${home}/data/kv`, port: freePort() };
  const start = () =>
    startService({ entry: "server/kv/main.ts", boot: { ...boot, adminPort: boot.port } });
  let service: RunningService | undefined;
  let load: WriteLoad | undefined;
  try {
    service = await start();
    const token = databaseToken(service.boot.token, "kill");
    load = new WriteLoad(`${service.url}/kill`, token);
    const { acknowledged } = load;
    for (let round = 1; round <= ROUNDS; round++) {
      await until(() => acknowledged.size >= round * MIN_ACKNOWLEDGED_PER_ROUND);
      const status: Deno.CommandStatus = await service.kill();
      assert.equal(status.signal, "SIGKILL");
      const before = new Map(acknowledged);
      service = await start();
      const reader = await openKvWithToken(`${service.url}/kill`, token);
      await assertAllThere(reader, before);
      reader.close();
    }
  } finally {
    await load?.stop();
    await service?.kill();
    await Deno.remove(home, { recursive: true });
  }
});

async function assertAllThere(kv: Deno.Kv, acknowledged: Map<string, string>): Promise<void> {
  const highest = [...acknowledged.values()].sort().at(-1) ?? "";
  const { versionstamp } = await kv.set(["probe"], true);
  assert.ok(versionstamp > highest, "a versionstamp was given twice");
  const stored = new Map<unknown, string>();
  for await (const entry of kv.list({ prefix: ["load"] })) {
    stored.set(entry.key[1], entry.versionstamp);
  }
  const lost = [...acknowledged].filter(([name, stamp]) => (stored.get(name) ?? "") < stamp);
  assert.deepEqual(lost, [], `${lost.length} of ${acknowledged.size} are lost`);
  const count = (await kv.get<Deno.KvU64>(["count"])).value?.value ?? 0n;
  assert.ok(count >= BigInt(acknowledged.size), "a commit was applied in part");
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("The load is not served");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
