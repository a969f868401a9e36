import assert from "node:assert/strict";
import type { BakeSource } from "@netops/core/contracts";
import { passingNote } from "./passing_note.ts";

/** A project whose service hello lives in `svc`; removed with the test. */
async function project(): Promise<{ readonly dir: string } & AsyncDisposable> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-passing-" }));
  for (const name of ["svc", "svc2"]) await Deno.mkdir(`${dir}/${name}`);
  await Deno.symlink(`${dir}/svc`, `${dir}/link`);
  const services = "services:\n  hello: {command: [node, x.mjs], dir: ./svc}\n";
  await Deno.writeTextFile(`${dir}/netops.yaml`, `platform: none\n${services}`);
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

Deno.test("a release from elsewhere says that the next up starts what netops.yaml names", async () => {
  await using at = await project();
  const note = (from: BakeSource, app = "hello") =>
    passingNote(
      {
        app,
        stages: [{ name: "build", type: "bake", from }, {
          name: "d",
          type: "deploy",
          strategy: "none",
        }],
      },
      { projectDir: at.dir, env: {} },
    );
  assert.equal(
    await note({ kind: "dir", dir: `${at.dir}/svc2` }),
    `note: hello runs ${at.dir}/svc2 until netops down: the next up starts what netops.yaml names, ` +
      "./svc; put it there to keep it",
  );
  assert.match(
    await note({ kind: "git", repo: `${at.dir}/svc`, ref: "v2" }) ?? "",
    /hello runs v2 of .*\/svc until netops down: .* names, \.\/svc; put it there/,
  );
  assert.equal(await note({ kind: "dir", dir: `${at.dir}/svc` }), undefined);
  assert.equal(await note({ kind: "dir", dir: `${at.dir}/link` }), undefined, "a link to it");
  assert.equal(await note({ kind: "dir", dir: "/tmp" }, "stranger"), undefined, "nobody can tell");
});
