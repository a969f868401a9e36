import assert from "node:assert/strict";
import { lintText } from "../experiment/mod.ts";
import { findGallery, GALLERY } from "./gallery.ts";

Deno.test("every ready experiment has a file without a mistake, and no file is left out", () => {
  const files = [...Deno.readDirSync(new URL(".", import.meta.url))]
    .filter(({ name }) => name.endsWith(".yaml")).map(({ name }) => name.slice(0, -5));
  assert.deepEqual(files.sort(), GALLERY.map(({ name }) => name).sort());
  for (const { name } of GALLERY) {
    assert.deepEqual(lintText(findGallery(name) ?? "", `${name}.yaml`), [], name);
  }
  assert.equal(findGallery("../faults/catalogue"), undefined);
});

Deno.test("there are ten experiments on the platform and five on any service, at least", () => {
  const count = (on: string) => GALLERY.filter((entry) => entry.on === on).length;
  assert.ok(count("streaming") >= 10 && count("service") >= 5);
});
