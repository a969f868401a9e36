import assert from "node:assert/strict";
import { findHome, homeForRun } from "./find_home.ts";

async function inFolder(body: (root: string) => void): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    Deno.mkdirSync(`${root}/project/deep/er`, { recursive: true });
    body(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("findHome() takes the option, then NETOPS_HOME, then the nearest .netops upward", () =>
  inFolder((root) => {
    Deno.mkdirSync(`${root}/project/.netops`);
    const cwd = `${root}/project/deep/er`;
    assert.equal(findHome({ flag: "x", env: { NETOPS_HOME: "/y" }, cwd }), `${cwd}/x`);
    assert.equal(findHome({ env: { NETOPS_HOME: "/y/../z/" }, cwd }), "/z");
    assert.equal(findHome({ env: { NETOPS_HOME: "" }, cwd }), `${root}/project/.netops`);
  }));

Deno.test("findHome() finds nothing where nothing is", () =>
  inFolder((root) => {
    assert.equal(findHome({ env: {}, cwd: `${root}/project` }), undefined);
  }));

Deno.test("homeForRun() puts a new home beside netops.yaml, else into the working folder", () =>
  inFolder((root) => {
    const cwd = `${root}/project/deep/er`;
    assert.equal(homeForRun({ env: {}, cwd }), `${cwd}/.netops`);
    Deno.writeTextFileSync(`${root}/project/netops.yaml`, "");
    assert.equal(homeForRun({ env: {}, cwd }), `${root}/project/.netops`);
  }));

Deno.test("findHome() takes an empty --home for a mistake, never for the working folder", () => {
  assert.throws(() => findHome({ flag: "", env: {}, cwd: "/" }), { code: "USAGE" });
  assert.throws(() => homeForRun({ flag: " ", env: {}, cwd: "/" }), { code: "USAGE" });
});
