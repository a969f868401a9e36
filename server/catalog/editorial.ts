import type { TitleArtwork } from "@netops/core/contracts";

/** What people wrote about a title, as opposed to what the encoder measured. */
export interface Editorial {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly year: number;
  readonly genres: readonly string[];
  readonly artwork: TitleArtwork;
}

/** The built-in titles, in the order of the catalogue. */
export const EDITORIAL: readonly Editorial[] = [
  {
    id: "night-signal",
    title: "Night Signal",
    description:
      "A lone transmitter goes on sending after the city has gone to bed. Somebody must be listening.",
    year: 2025,
    genres: ["Thriller", "Science fiction"],
    artwork: { background: "#0b1026", accent: "#7aa2ff", motif: "night" },
  },
  {
    id: "harbour-lights",
    title: "Harbour Lights",
    description:
      "Boats come in, boats go out, and the lamps along the quay keep count of all of them.",
    year: 2024,
    genres: ["Documentary"],
    artwork: { background: "#08262b", accent: "#ffb454", motif: "harbour" },
  },
  {
    id: "colour-bars",
    title: "Colour Bars",
    description:
      "Seven bars, one tone, no plot. The test card that every engineer has watched to the end.",
    year: 2023,
    genres: ["Documentary", "Experimental"],
    artwork: { background: "#1d1d1f", accent: "#f2d024", motif: "bars" },
  },
];

/** What a title is drawn with that nobody wrote about. */
export const PLAIN_ARTWORK: TitleArtwork = {
  background: "#20242c",
  accent: "#9aa7bd",
  motif: "plain",
};

/** The genre of titles that a user added. */
export const ADDED_GENRE = "Added here";
