import assert from "node:assert/strict";
import { readExperiment } from "../experiment/mod.ts";
import { findGallery, GALLERY } from "../gallery/gallery.ts";
import { readVariables, viewGallery } from "./gallery_views.ts";

Deno.test("what a ready experiment may be told is every plain value of its configuration", () => {
  for (const { name } of GALLERY) {
    const text = findGallery(name) ?? "";
    const { value } = readExperiment(text, `${name}.yaml`);
    const { configuration = {} } = value as { configuration?: Record<string, unknown> };
    const plain = Object.entries(configuration).filter(([, one]) => typeof one !== "object");
    const told = plain.map(([key, one]) => ({ name: key, usual: String(one) }));
    assert.deepEqual(readVariables(text), told, name);
  }
});

Deno.test("experiments on any service can be told which", () => {
  for (const { name, on, variables } of viewGallery()) {
    const hasApp = variables.some((variable) => variable.name === "app");
    assert.ok(on === "streaming" || hasApp, name);
  }
});
