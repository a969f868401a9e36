import type { PlannedSession } from "./plan_session.ts";

/** One page that a viewer looks at who plays nothing. */
export interface BrowsePage {
  /** How long the page before was looked at; 0 for the first. */
  readonly waitMs: number;
  readonly service: "recommendation" | "catalog" | "search";
  /** Path and query behind the gateway's address. */
  readonly path: string;
}

const LEAST_LOOK_MS = 500;
const MOST_LOOK_MS = 2_000;
/** So many letters of a title are typed before the list is good enough. */
const TYPED_LETTERS = 4;

/** The pages of one visit: what is recommended, what may be played, a search, and a title. */
export function browsePages({ titleId, random }: PlannedSession): readonly BrowsePage[] {
  const look = () => Math.round(LEAST_LOOK_MS + random() * (MOST_LOOK_MS - LEAST_LOOK_MS));
  const id = encodeURIComponent(titleId);
  const typed = encodeURIComponent(titleId.slice(0, TYPED_LETTERS));
  return [
    { waitMs: 0, service: "recommendation", path: "/recommendation/rows" },
    { waitMs: look(), service: "catalog", path: "/catalog/titles" },
    { waitMs: look(), service: "search", path: `/search?q=${typed}` },
    { waitMs: look(), service: "catalog", path: `/catalog/titles/${id}` },
  ];
}
