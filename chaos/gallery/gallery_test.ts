import assert from "node:assert/strict";
import { lintText } from "../experiment/mod.ts";
import { FAULT_KINDS } from "../faults/mod.ts";
import { PLATFORM_PROBES } from "../runner/mod.ts";
import { findGallery, GALLERY } from "./gallery.ts";

Deno.test("every ready experiment has a file without a mistake, and no file is left out", () => {
  const files = [...Deno.readDirSync(new URL(".", import.meta.url))]
    .filter(({ name }) => name.endsWith(".yaml")).map(({ name }) => name.slice(0, -5));
  assert.deepEqual(files.sort(), GALLERY.map(({ name }) => name).sort());
  const world = {
    faults: Object.fromEntries(FAULT_KINDS.map(({ kind, parameters }) => [kind, parameters])),
    probes: PLATFORM_PROBES.map(({ name }) => name),
  };
  for (const { name } of GALLERY) {
    assert.deepEqual(lintText(findGallery(name) ?? "", `${name}.yaml`, world), [], name);
  }
  assert.equal(findGallery("../faults/catalogue"), undefined);
});

Deno.test("there are ten experiments on the platform and five on any service, at least", () => {
  const count = (on: string) => GALLERY.filter((entry) => entry.on === on).length;
  assert.ok(count("streaming") >= 10 && count("service") >= 5);
});
