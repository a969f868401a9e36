import { type Clip, type Colour, disc, mix } from "./clip.ts";

const HORIZON = 214;
const SKY_TOP: Colour = [38, 32, 84];
const SKY_LOW: Colour = [236, 140, 92];
const WATER_TOP: Colour = [120, 74, 92];
const WATER_LOW: Colour = [18, 24, 58];
const TOWN: Colour = [30, 26, 52];
const BOAT: Colour = [16, 14, 30];

/** Lamps along the quay: where they hang and what colour they are. */
const LAMPS: readonly { readonly x: number; readonly colour: Colour }[] = [
  { x: 70, colour: [255, 214, 120] },
  { x: 168, colour: [255, 240, 200] },
  { x: 262, colour: [255, 120, 96] },
  { x: 372, colour: [255, 214, 120] },
  { x: 470, colour: [140, 230, 180] },
  { x: 572, colour: [255, 240, 200] },
];

/** Dusk over a quay; lamps swing in the water while a boat crosses. */
export const HARBOUR_LIGHTS: Clip = {
  titleId: "harbour-lights",
  title: "Harbour Lights",
  durationS: 24,
  paint(x, y, timeS) {
    const scene = y < HORIZON ? townAt(x, y) : waterAt(x, y, timeS);
    return isBoat(x, y, timeS) ? BOAT : scene;
  },
  melody: { notesHz: [261.63, 329.63, 392, 523.25, 392, 329.63], noteS: 0.75 },
  captions: [
    {
      language: "en",
      cues: [
        { fromS: 1, untilS: 5, text: "Evening in the harbour." },
        { fromS: 8, untilS: 13, text: "One boat still has to come in." },
        { fromS: 17, untilS: 22, text: "The lamps wait for it." },
      ],
    },
    {
      language: "de",
      cues: [
        { fromS: 1, untilS: 5, text: "Abend im Hafen." },
        { fromS: 8, untilS: 13, text: "Ein Boot fehlt noch." },
        { fromS: 17, untilS: 22, text: "Die Lampen warten darauf." },
      ],
    },
  ],
};

function townAt(x: number, y: number): Colour {
  const house = Math.floor(x / 46);
  const roof = HORIZON - 18 - ((house * 37) % 5) * 11;
  let colour = y > roof ? TOWN : mix(SKY_TOP, SKY_LOW, (y / HORIZON) ** 1.6);
  for (const lamp of LAMPS) {
    colour = mix(colour, lamp.colour, disc(Math.hypot(x - lamp.x, y - HORIZON + 14), 5));
  }
  return colour;
}

function waterAt(x: number, y: number, timeS: number): Colour {
  const depth = y - HORIZON;
  let colour = mix(WATER_TOP, WATER_LOW, Math.sqrt(depth / (360 - HORIZON)));
  const sway = 5 * Math.sin(Math.PI * timeS + depth / 9) * (depth / 146);
  for (const lamp of LAMPS) {
    const near = disc(Math.abs(x - lamp.x - sway), 3 + depth / 28);
    colour = mix(colour, lamp.colour, 0.7 * near * Math.exp(-depth / 80));
  }
  return colour;
}

/** A hull with a mast that crosses from left to right in 24 s. */
function isBoat(x: number, y: number, timeS: number): boolean {
  const left = x - (-80 + 30 * timeS);
  const rise = 2 * Math.sin((Math.PI * timeS) / 2);
  const top = y - (250 + rise);
  if (top >= 0 && top < 16) return left > top / 1.5 && left < 80 - top / 1.5;
  return top < 0 && top > -62 && left > 38 && left < 41;
}
