/** @jsxImportSource preact */
import type { VNode } from "preact";
import { type ArtworkSource, designArtwork } from "./artwork.ts";
import { MOTIF_DRAWINGS } from "./motifs.tsx";

const LONG_TITLE = 28;

/** Long titles are set smaller, so that the picture is still seen. */
export function titleClass(title: string): string {
  return title.length > LONG_TITLE ? "long" : "";
}

/** The picture of a title, drawn; decoration only, as the title stands beside it in words. */
export function TitleArt({ title }: { readonly title: ArtworkSource }): VNode {
  const design = designArtwork(title);
  return (
    <svg
      class="art"
      viewBox="0 0 320 180"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="320" height="180" fill={design.background} />
      {MOTIF_DRAWINGS[design.motif](design)}
    </svg>
  );
}
