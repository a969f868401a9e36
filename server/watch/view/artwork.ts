/** The drawings that the page knows; any other name (`plain`) means: choose one by the title. */
export const MOTIFS = [
  "night",
  "harbour",
  "bars",
  "peaks",
  "rings",
  "dunes",
  "beams",
  "orbit",
] as const;

/** The name of a drawing. */
export type Motif = typeof MOTIFS[number];

/** A drawing with its two colours and the number that its details follow from. */
export interface ArtworkDesign {
  readonly motif: Motif;
  /** Colours as `#rrggbb`. */
  readonly background: string;
  readonly accent: string;
  readonly seed: number;
}

/** Pairs that go together; the first is dark enough to carry white text. */
const PALETTES: readonly (readonly [string, string])[] = [
  ["#16213f", "#ffb347"],
  ["#2b1338", "#ff7a90"],
  ["#0d2f33", "#7fe0c3"],
  ["#37180f", "#ffb07a"],
  ["#14283d", "#8fd0ff"],
  ["#2f2410", "#ffd76a"],
  ["#1d2b17", "#b7e07f"],
  ["#33122a", "#f49ad6"],
];

/** What a title says about its own picture; every part may be missing or odd. */
export interface ArtworkSource {
  readonly id: string;
  readonly artwork?: {
    readonly background?: string;
    readonly accent?: string;
    readonly motif?: string;
  };
}

/**
 * Chooses a title's drawing: its own where the page knows it, otherwise one with its colours by the hash
 * of its id, so that a title that somebody adds looks like something, and always the same.
 */
export function designArtwork({ id, artwork }: ArtworkSource): ArtworkDesign {
  const seed = hashText(id);
  const [background, accent] = PALETTES[seed % PALETTES.length] ?? ["#16213f", "#ffb347"];
  const own = MOTIFS.find((motif) => motif === artwork?.motif);
  if (own === undefined) {
    const motif = MOTIFS[3 + (seed >>> 8) % (MOTIFS.length - 3)] ?? "rings";
    return { motif, background, accent, seed };
  }
  return {
    motif: own,
    background: readColour(artwork?.background) ?? background,
    accent: readColour(artwork?.accent) ?? accent,
    seed,
  };
}

/** 32 bits of FNV-1a. Source: Fowler, Noll, Vo. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

/** A number in 0..1 that follows from a seed and an index; the same every time. */
export function seededRatio(seed: number, index: number): number {
  let value = (seed ^ Math.imul(index + 1, 0x9e3779b9)) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) >>> 0;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35) >>> 0;
  return ((value ^ (value >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** Mixes two colours channel by channel; ratio 0 is the first, 1 the second. */
export function mixColour(first: string, second: string, ratio: number): string {
  const [a, b] = [channelsOf(first), channelsOf(second)];
  const mixed = a.map((value, at) => Math.round(value + ((b[at] ?? 0) - value) * ratio));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Accepts `#rgb` and `#rrggbb`: what goes into a drawing is never foreign text. */
function readColour(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toLowerCase();
  if (!/^#[0-9a-f]{3}$/i.test(text)) return undefined;
  return `#${[...text.slice(1).toLowerCase()].map((digit) => digit + digit).join("")}`;
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
