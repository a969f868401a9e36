import { type Clip, type Colour, disc, mix } from "./clip.ts";

const MAST_X = 452;
const MAST_TOP = 96;
const SKY_TOP: Colour = [7, 10, 34];
const SKY_LOW: Colour = [24, 44, 104];
const HILL: Colour = [5, 9, 20];
const MAST: Colour = [40, 48, 70];
const WAVE: Colour = [120, 190, 255];
const BEACON: Colour = [255, 90, 80];
const MOON: Colour = [236, 232, 210];

/** A mast on a hill that sends slow rings into the night. */
export const NIGHT_SIGNAL: Clip = {
  titleId: "night-signal",
  title: "Night Signal",
  durationS: 48,
  paint(x, y, timeS) {
    if (y > hillAt(x)) return HILL;
    let colour = mix(SKY_TOP, SKY_LOW, y / 360);
    if (isStar(x, y)) colour = mix(colour, MOON, 0.7);
    colour = mix(colour, WAVE, ringAt(Math.hypot(x - MAST_X, y - MAST_TOP), timeS));
    colour = mix(colour, MOON, disc(Math.hypot(x - 120, y - 84), 28));
    if (y > MAST_TOP && Math.abs(x - MAST_X) < 1.5 + (y - MAST_TOP) / 40) colour = MAST;
    const pulse = 0.55 + 0.45 * Math.sin(Math.PI * timeS);
    const glow = disc(Math.hypot(x - MAST_X, y - MAST_TOP), 5);
    return mix(colour, BEACON, glow * pulse);
  },
  melody: { notesHz: [220, 329.63, 440, 392, 329.63, 261.63, 293.66, 196], noteS: 1 },
  captions: [
    {
      language: "en",
      cues: [
        { fromS: 1, untilS: 5, text: "The mast on the hill begins to send." },
        { fromS: 8, untilS: 13, text: "Each ring leaves once every two seconds." },
        { fromS: 18, untilS: 23, text: "If a ring never breaks, the stream has not stalled." },
        { fromS: 28, untilS: 33, text: "The corner says which rung of the ladder you see." },
        { fromS: 40, untilS: 46, text: "Good night." },
      ],
    },
    {
      language: "de",
      cues: [
        { fromS: 1, untilS: 5, text: "Der Mast auf dem Hügel beginnt zu senden." },
        { fromS: 8, untilS: 13, text: "Alle zwei Sekunden läuft ein Ring hinaus." },
        { fromS: 18, untilS: 23, text: "Solange kein Ring abreißt, stockt nichts." },
        { fromS: 28, untilS: 33, text: "In der Ecke steht, welche Stufe der Leiter läuft." },
        { fromS: 40, untilS: 46, text: "Gute Nacht." },
      ],
    },
  ],
};

function hillAt(x: number): number {
  return 300 - 34 * Math.exp(-(((x - MAST_X) / 120) ** 2)) + 14 * Math.sin(x / 70);
}

/** Rings 64 points apart that move outward at 32 points a second and fade with distance. */
function ringAt(distance: number, timeS: number): number {
  const crest = Math.cos((Math.PI * (distance - 32 * timeS)) / 32);
  return crest <= 0 ? 0 : 0.5 * crest ** 8 * Math.exp(-distance / 170);
}

/** One star in a square of 40 points, at a place drawn from the square's number. */
function isStar(x: number, y: number): boolean {
  const square = Math.floor(x / 40) * 31 + Math.floor(y / 40) * 17;
  const starX = Math.floor(x / 40) * 40 + ((square * 7919) % 37) + 1;
  const starY = Math.floor(y / 40) * 40 + ((square * 104729) % 37) + 1;
  return Math.abs(x - starX) < 1 && Math.abs(y - starY) < 1;
}
