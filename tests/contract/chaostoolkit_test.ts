import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { ChaosToolkit } from "../harness/chaos_toolkit.ts";
import {
  CASE_ENV,
  type CaseOptions,
  outcomeDifference,
  runOurs,
  runTheirs,
  type ToolkitCase,
} from "./chaostoolkit_rig.ts";
import { serveExperiments } from "./chaostoolkit_server.ts";

const FOLDER = new URL("../data/experiments/", import.meta.url);
const AT_ONCE = 3;

oracleTest(
  "chaostoolkit",
  "experiments: the same journals and exit codes as the Chaos Toolkit",
  async ({ path }) => {
    const only = Deno.env.get("NETOPS_CASES");
    const cases = (await readCases()).filter(({ file }) => only === undefined || file.match(only));
    const server = serveExperiments();
    const waiting = [...cases];
    const differences: string[] = [];
    const work = async () => {
      await using toolkit = new ChaosToolkit(path, CASE_ENV);
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [theirs, ours] = await Promise.all([
          runTheirs(toolkit, next, server.url),
          runOurs(next, server.url),
        ]);
        const difference = outcomeDifference(theirs, ours);
        if (difference !== undefined) {
          differences.push(`${next.file} ${JSON.stringify(next.options)}: ${difference}`);
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } finally {
      await server.stop();
    }
    assert.ok(cases.length > 300 || only !== undefined, `only ${cases.length} runs`);
    assert.equal(differences.length, 0, `${differences.length} differ:\n${differences.join("\n")}`);
  },
);

async function readCases(): Promise<ToolkitCase[]> {
  const table = JSON.parse(await Deno.readTextFile(new URL("options.json", FOLDER))) as Record<
    string,
    CaseOptions[]
  >;
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort()
    .filter((name) => name !== "options.json");
  return files.flatMap((file) => {
    const text = Deno.readTextFileSync(new URL(file, FOLDER));
    return (table[file] ?? [{}]).map((options) => ({ file, text, options }));
  });
}
