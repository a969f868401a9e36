import assert from "node:assert/strict";
import { type FoundOracle, oracleTest } from "../../tools/oracle.ts";
import { freePort, startService } from "../harness/start_service.ts";

const STEPS = ["register", "fetch", "heartbeat", "delta", "full", "reregister", "cancel", "done"];
const LIMIT_MS = 120_000;

interface StepLine {
  readonly step: string;
  readonly ok: boolean;
  readonly error?: string;
}

async function live(client: FoundOracle, url: string, app: string): Promise<StepLine[]> {
  const [program, ...args] = client.command;
  const child = new Deno.Command(program, {
    args: [...args, `${url}/eureka/`, app, String(freePort())],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const { stdout, stderr } = await child.output().finally(() => clearTimeout(timer));
  const text = new TextDecoder().decode(stdout);
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  if (lines.length === 0) throw new Error(new TextDecoder().decode(stderr).slice(-2_000));
  return lines.map((line) => JSON.parse(line));
}

oracleTest(
  ["eureka-client-v1", "eureka-client-v2"],
  "Netflix's Java clients 1.10.18 and 2.0.6 live their whole lives at the registry",
  async (first, rest) => {
    await using registry = await startService({ entry: "server/registry/main.ts" });
    const lives = [first, ...rest].map((client, index) =>
      live(client, registry.url, `LIFE${index}`)
    );
    for (const lines of await Promise.all(lives)) {
      assert.deepEqual(lines.filter((line) => !line.ok), []);
      assert.deepEqual(lines.map((line) => line.step), STEPS);
    }
  },
);
