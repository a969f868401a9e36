import assert from "node:assert/strict";
import fc from "fast-check";
import { renderHtml } from "../../web/render_html.ts";
import { designArtwork, hashText, mixColour, MOTIFS, seededRatio } from "./artwork.ts";
import { MOTIF_DRAWINGS } from "./motifs.tsx";

const OWN = { background: "#0b1026", accent: "#7aa2ff", motif: "night" };

Deno.test("designArtwork() takes a title's own drawing and colours", () => {
  const design = designArtwork({ id: "night-signal", artwork: OWN });
  assert.deepEqual(design, { ...OWN, seed: hashText("night-signal") });
  const short = designArtwork({ id: "a", artwork: { ...OWN, accent: "#ABC" } });
  assert.equal(short.accent, "#aabbcc");
});

Deno.test("designArtwork() gives any title a picture of its own, the same every time", () => {
  fc.assert(fc.property(fc.string(), (id) => {
    const design = designArtwork({ id });
    assert.deepEqual(design, designArtwork({ id, artwork: { ...OWN, motif: "plain" } }));
    assert.ok(MOTIFS.includes(design.motif));
    assert.match(design.background, /^#[0-9a-f]{6}$/);
  }));
  const motifs = new Set(
    ["a", "b", "c", "d", "e", "f", "g"].map((id) => designArtwork({ id }).motif),
  );
  assert.ok(motifs.size >= 3, "different titles look different");
});

Deno.test("designArtwork() lets no foreign text into a drawing", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (background, accent) => {
    const design = designArtwork({ id: "x", artwork: { background, accent, motif: "night" } });
    assert.match(design.background + design.accent, /^(#[0-9a-f]{6}){2}$/);
  }));
});

Deno.test("every motif is drawn from any seed, with finite numbers only", () => {
  fc.assert(
    fc.property(fc.constantFrom(...MOTIFS), fc.nat(), (motif, seed) => {
      const html = renderHtml(MOTIF_DRAWINGS[motif]({ ...OWN, motif, seed }));
      assert.ok(html.startsWith("<g"));
      assert.ok(!/NaN|Infinity|undefined/.test(html), html);
    }),
    { numRuns: 50 },
  );
});

Deno.test("mixColour() goes from the first to the second; seededRatio() stays below 1", () => {
  assert.equal(mixColour("#000000", "#ffffff", 0), "#000000");
  assert.equal(mixColour("#000000", "#ffffff", 0.5), "#808080");
  assert.equal(mixColour("#000000", "#ffffff", 1), "#ffffff");
  fc.assert(fc.property(fc.nat(), fc.nat(1_000), (seed, index) => {
    const ratio = seededRatio(seed, index);
    assert.ok(ratio >= 0 && ratio < 1);
    assert.equal(ratio, seededRatio(seed, index));
  }));
});
