/** A colour, each part 0..255; parts beyond are clamped. */
export type Colour = readonly [red: number, green: number, blue: number];

/** What one built-in title looks and sounds like: pure functions of place and time. */
export interface Clip {
  readonly titleId: string;
  /** Name for people. */
  readonly title: string;
  readonly durationS: number;
  /** Colour of a point of a 640 by 360 picture. */
  paint(x: number, y: number, timeS: number): Colour;
  readonly melody: Melody;
  readonly captions: readonly { readonly language: string; readonly cues: readonly Cue[] }[];
}

/** Notes in hertz, one after the other, over and over. */
export interface Melody {
  readonly notesHz: readonly number[];
  readonly noteS: number;
}

/** One caption. */
export interface Cue {
  readonly fromS: number;
  readonly untilS: number;
  readonly text: string;
}

/** A soft disc: 1 in the middle, 0 outside, with an edge of about two points. */
export function disc(distance: number, radius: number): number {
  return Math.min(1, Math.max(0, (radius - distance) / 2 + 0.5));
}

/** Mixes two colours: 0 is the first, 1 the second. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}
