import type { GalleryVariable, GalleryView } from "@netops/core/contracts";
import { findGallery, GALLERY } from "../gallery/gallery.ts";

/** The gallery with what each experiment may be told; the texts are ours, so that they are read by their look. */
export function viewGallery(): readonly GalleryView[] {
  return GALLERY.map((entry) => ({
    ...entry,
    variables: readVariables(findGallery(entry.name) ?? ""),
  }));
}

/** Entries of `configuration` with a plain value; what comes from the environment nobody needs to tell. */
export function readVariables(text: string): GalleryVariable[] {
  const block = /^configuration:\n((?: +.*\n)*)/m.exec(text)?.[1] ?? "";
  return block.split("\n").flatMap((line) => {
    const found = /^ {2}([\w-]+): +([^\s{["'&*|>][^#]*)$/.exec(line);
    return found === null ? [] : [{ name: found[1] ?? "", usual: (found[2] ?? "").trim() }];
  });
}
