import { escapeMarkup as safe } from "./escape.ts";
import { offsetWords } from "./load_words.ts";
import { type EventRow, LANE_WORDS, type NumberedEvent } from "./numbered_events.ts";
import { short, type SvgFrame, timeAxis, xOf } from "./svg_frame.ts";

const ROW = { height: 24, top: 8 } as const;
const LETTER_WIDTH = 6.6;
const NUMBER_WIDTH = 15;
const LEAST_LETTERS = 14;

/** Draws what happened to the platform, one lane per kind: bars where it lasted, marks where it did not. */
export function svgLanes(rows: readonly EventRow[], frame: SvgFrame): string {
  const bottom = ROW.top + rows.length * ROW.height;
  const count = rows.reduce((sum, { events }) => sum + events.length, 0);
  const summary = `${count} events of the platform; the table of events says the same`;
  return [
    `<svg class="${frame.look}" viewBox="0 0 ${frame.width} ${
      bottom + 24
    }" role="img" aria-label="${summary}">`,
    timeAxis(frame, ROW.top, bottom),
    ...rows.map((row, at) => drawRow(row, ROW.top + at * ROW.height, frame)),
    `<path class="axis" d="M${frame.left} ${bottom} H${frame.right}"/>`,
    "</svg>",
  ].join("\n");
}

function drawRow({ lane, isFirst, events }: EventRow, y: number, frame: SvgFrame): string {
  const label = isFirst
    ? `<path class="grid" d="M0 ${y} H${frame.right}"/><text class="lane" x="0" y="${y + 16}">${
      LANE_WORDS[lane]
    }</text>`
    : "";
  let freeX = -Infinity;
  const drawn = events.map((event) => {
    const x = xOf(event.tsMs, frame);
    const hasRoom = x >= freeX;
    if (hasRoom) freeX = x + NUMBER_WIDTH + 8;
    return drawEvent(event, y, { frame, hasRoom });
  }).join("");
  return label + drawn;
}

function drawEvent(
  event: NumberedEvent,
  y: number,
  { frame, hasRoom }: { readonly frame: SvgFrame; readonly hasRoom: boolean },
): string {
  const x = xOf(event.tsMs, frame);
  const title = `<title>${
    safe(`${event.number}: ${event.text}, ${offsetWords(event.tsMs, frame.fromMs)}`)
  }</title>`;
  if (event.endMs === undefined) {
    const text = hasRoom
      ? `<text class="number" x="${short(x + 7)}" y="${y + 16}">${event.number}</text>`
      : "";
    return `<g>${title}<path class="point ${event.lane}" d="M${short(x)} ${
      y + 6
    } l5 6 l-5 6 l-5 -6 Z"/>${text}</g>`;
  }
  const width = Math.max(3, xOf(event.endMs, frame) - x);
  const text = fittingText(event, width);
  const isInside = text.length * LETTER_WIDTH + 8 < width;
  const label = hasRoom
    ? `<text class="number" x="${short(isInside ? x + 5 : x + width + 4)}" y="${y + 16}">${
      safe(text)
    }</text>`
    : "";
  return `<g>${title}<rect class="span ${event.lane}" x="${short(x)}" y="${y + 3}" width="${
    short(width)
  }" height="18" rx="2"/>${label}</g>`;
}

/** As much of an event as its bar has room for; at least its number. */
function fittingText({ number, text }: NumberedEvent, width: number): string {
  const words = `${number} ${text}`;
  const room = Math.floor((width - 10) / LETTER_WIDTH);
  if (words.length <= room) return words;
  return room < LEAST_LETTERS ? String(number) : `${words.slice(0, room - 1).trimEnd()}…`;
}
