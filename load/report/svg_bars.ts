import { escapeMarkup as safe } from "./escape.ts";
import { ratioWords } from "./load_words.ts";
import { short } from "./svg_frame.ts";

/** One bar, or one piece of a stacked one. */
export interface Share {
  readonly name: string;
  readonly share: number;
  /** Stands beside the bar; the share in percent without it. */
  readonly text?: string;
}

const STACK = { height: 34, fills: 6, letterWidth: 7 } as const;
const WIDTHS = { wide: 1_000, slim: 340 } as const;

/** A bar of the whole for each, its name and number as text above it so that any length has room. */
export function shareBars(shares: readonly Share[]): string {
  const items = shares.map(({ name, share, text = ratioWords(share) }) =>
    `<li><span class="bar-name">${safe(name)}</span> <span class="bar-value">${safe(text)}</span>` +
    `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect class="share" width="${
      short(100 * Math.min(1, share))
    }" height="8"/></svg></li>`
  );
  return `<ul class="bars-list">${items.join("\n")}</ul>`;
}

/** One bar in pieces that differ by pattern besides colour, and a key that names each. */
export function stackedBar(label: string, pieces: readonly Share[]): string {
  const words = pieces.map(({ name, share }) => `${name} ${ratioWords(share)}`).join(", ");
  const drawings = (["wide", "slim"] as const).map((look) => {
    const width = WIDTHS[look];
    return `<svg class="${look}" viewBox="0 0 ${width} ${STACK.height}" role="img" aria-label="${
      safe(`${label}: ${words}`)
    }">${patterns(look)}${piecesOf(pieces, look)}</svg>`;
  });
  const key = pieces.map(({ name, share }, at) =>
    `<li><svg class="swatch" viewBox="0 0 18 14" aria-hidden="true">${patterns(`key-${at}`)}${
      filled(`key-${at}`, { at, x: 1, y: 1, width: 16, height: 12 })
    }</svg> ${safe(name)} <strong>${safe(ratioWords(share))}</strong></li>`
  );
  return `${drawings.join("\n")}<ul class="key">${key.join("\n")}</ul>`;
}

function piecesOf(pieces: readonly Share[], look: keyof typeof WIDTHS): string {
  const all = Math.max(1e-9, pieces.reduce((sum, { share }) => sum + share, 0));
  let x = 0;
  return pieces.map(({ name, share }, at) => {
    const width = WIDTHS[look] * share / all;
    const box = filled(look, { at, x, y: 0, width, height: STACK.height });
    const words = `${name} ${ratioWords(share)}`;
    const hasRoom = words.length * STACK.letterWidth + 16 < width;
    const room = words.length * STACK.letterWidth + 8;
    const text = hasRoom
      ? `<rect class="plate" x="${short(x + 6)}" y="7" width="${
        short(room)
      }" height="20" rx="3"/><text class="name" x="${short(x + 10)}" y="21">${safe(words)}</text>`
      : "";
    x += width;
    return box + text;
  }).join("");
}

function filled(
  id: string,
  { at, ...box }: {
    readonly at: number;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  },
): string {
  const fill = at % STACK.fills;
  const place = `x="${short(box.x)}" y="${box.y}" width="${
    short(box.width)
  }" height="${box.height}"`;
  return `<rect class="piece f${fill}" ${place}/><rect class="piece-lines" fill="url(#p${fill}-${id})" ${place}/>`;
}

/** Plain, stripes both ways, dots, lying and standing lines. */
function patterns(id: string): string {
  const inner = [
    "",
    '<path d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6"/>',
    '<circle class="dot" cx="4" cy="4" r="1.5"/>',
    '<path d="M0 4 H8"/>',
    '<path d="M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2"/>',
    '<path d="M4 0 V8"/>',
  ];
  return `<defs>${
    inner.map((shape, at) =>
      `<pattern id="p${at}-${id}" width="8" height="8" patternUnits="userSpaceOnUse">${shape}</pattern>`
    ).join("")
  }</defs>`;
}
