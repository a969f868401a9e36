import { findGallery, GALLERY } from "@netops/chaos/gallery";
import { NetopsError } from "@netops/core";
import { resolve } from "node:path";
import { suggest } from "../suggest.ts";

/** An experiment as text, and how messages call it. */
export interface ExperimentText {
  readonly file: string;
  readonly text: string;
}

/** Reads a file, or a ready experiment of that name. @throws {NetopsError} NOT_FOUND */
export function findExperiment(name: string, cwd: string): ExperimentText {
  try {
    return { file: name, text: Deno.readTextFileSync(resolve(cwd, name)) };
  } catch (cause) {
    const ready = cause instanceof Deno.errors.NotFound ? findGallery(name) : undefined;
    if (ready !== undefined) return { file: `${name}.yaml`, text: ready };
    const near = suggest(name, GALLERY.map((entry) => entry.name));
    throw new NetopsError("NOT_FOUND", `Cannot read the experiment "${name}"`, {
      cause,
      fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops chaos gallery",
    });
  }
}
