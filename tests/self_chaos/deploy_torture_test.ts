import assert from "node:assert/strict";
import { TestPlatform } from "../harness/platform.ts";

/** What `deploy torture --json` says. */
interface TortureDocument {
  readonly passed: boolean;
  readonly cases: readonly {
    readonly name: string;
    readonly events: number;
    readonly rounds: readonly {
      readonly afterSeq?: number;
      readonly hash: string;
      readonly problems: readonly string[];
    }[];
  }[];
}

Deno.test("a deploy ends the same whenever its conductor is killed, and nothing is left", async () => {
  await using platform = await TestPlatform.create({});
  const args = ["deploy", "torture", "--case", "rolling", "--every", "5", "--json"];
  const { code, stdout, stderr } = await platform.run(args, { TMPDIR: platform.dir });
  const document: TortureDocument = JSON.parse(stdout);
  const problems = document.cases.flatMap(({ rounds }) => rounds.flatMap((one) => one.problems));
  assert.deepEqual(problems, [], stderr);
  assert.equal(code, 0, stderr);
  const [torture] = document.cases;
  assert.ok((torture?.events ?? 0) >= 10, "there is little to die after");
  assert.ok((torture?.rounds.length ?? 0) >= 3);
  assert.equal(new Set(torture?.rounds.map(({ hash }) => hash)).size, 1);
  const left = [...Deno.readDirSync(platform.dir)].map(({ name }) => name);
  assert.deepEqual(left.filter((name) => name.startsWith("netops-")), []);
});
