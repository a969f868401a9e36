import { type Clip, type Colour, disc, mix } from "./clip.ts";

const BARS: readonly Colour[] = [
  [191, 191, 191],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
];
const BAR_WIDTH = 640 / BARS.length;
const BARS_BELOW = 250;
const WHITE: Colour = [235, 235, 235];
const BLACK: Colour = [16, 16, 16];

/** Seven bars, a grey ramp, and a ball that crosses every two seconds. */
export const COLOUR_BARS: Clip = {
  titleId: "colour-bars",
  title: "Colour Bars",
  durationS: 16,
  paint(x, y, timeS) {
    const scene = y < BARS_BELOW ? BARS[Math.min(6, Math.floor(x / BAR_WIDTH))]! : rampAt(x, y);
    const ballX = 320 + 290 * Math.sin((Math.PI * timeS) / 2);
    return mix(scene, WHITE, disc(Math.hypot(x - ballX, y - 268), 13));
  },
  melody: { notesHz: [440, 440, 440, 880], noteS: 1 },
  captions: [
    {
      language: "en",
      cues: [
        {
          fromS: 1,
          untilS: 6,
          text: "Seven bars: white, yellow, cyan, green, magenta, red, blue.",
        },
        { fromS: 9, untilS: 14, text: "The ball crosses once every two seconds." },
      ],
    },
    {
      language: "de",
      cues: [
        { fromS: 1, untilS: 6, text: "Sieben Balken: Weiß, Gelb, Cyan, Grün, Magenta, Rot, Blau." },
        { fromS: 9, untilS: 14, text: "Alle zwei Sekunden rollt die Kugel hinüber." },
      ],
    },
  ],
};

function rampAt(x: number, y: number): Colour {
  return y < 286 ? BLACK : mix(BLACK, WHITE, Math.floor(x / 40) / 15);
}
