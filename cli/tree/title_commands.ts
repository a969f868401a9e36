import type { CommandSpec, OptionSpecs } from "../spec.ts";
import { CHANGE_OPTIONS } from "./change_commands.ts";

/** Options of `title add`. */
export const TITLE_ADD_OPTIONS = {
  ...CHANGE_OPTIONS,
  name: { kind: "string", value: "TEXT", help: "name for people (default: the file's name)" },
  id: { kind: "string", value: "ID", help: "id in addresses (default: made of the name)" },
  detach: { kind: "flag", help: "come back when the movie is uploaded; Ctrl-C ends nothing then" },
} as const satisfies OptionSpecs;

const TITLE_ARG = { name: "id", help: "id of a title", required: true } as const;

const TITLE_ITEMS: readonly CommandSpec[] = [
  {
    name: "list",
    summary: "list the titles that origin has, and those it is making",
    output: ["json"],
    examples: [
      { line: "netops title list", says: "length, rungs, captions, version" },
      { line: "netops title list --json", says: "one document for scripts" },
    ],
    load: () => import("../commands/title_list.ts"),
  },
  {
    name: "show",
    summary: "show one title: rungs, sound, captions, files; or how far it is",
    args: [TITLE_ARG],
    output: ["json"],
    examples: [{ line: "netops title show night-signal", says: "everything about it" }],
    load: () => import("../commands/title_show.ts"),
  },
  {
    name: "add",
    summary: "make a title of a movie: a ladder of rungs, cut into segments",
    details: [
      "Needs ffmpeg on this machine. Rungs that are done are never encoded again, also when origin is killed.",
      "Ctrl-C cancels and removes what was made, unless --detach.",
    ],
    args: [{ name: "movie", help: "a movie file", required: true, completes: "files" }],
    options: TITLE_ADD_OPTIONS,
    output: ["json"],
    examples: [
      { line: "netops title add movie.mp4", says: "upload, encode, publish" },
      { line: "netops title add movie.mp4 --name Movie --id my-movie", says: "named" },
    ],
    load: () => import("../commands/title_add.ts"),
  },
  {
    name: "remove",
    summary: "remove a title, or cancel the making of one",
    args: [TITLE_ARG],
    options: CHANGE_OPTIONS,
    output: ["json"],
    examples: [{ line: "netops title remove my-movie", says: "gone; built-in ones stay" }],
    load: () => import("../commands/title_remove.ts"),
  },
];

/** Commands about titles. */
export const TITLE_COMMANDS: readonly CommandSpec[] = [{
  name: "title",
  group: "Stream",
  summary: "look at titles, add a movie, remove one",
  examples: [
    { line: "netops title list", says: "what can be played" },
    { line: "netops title add movie.mp4", says: "make a title of a movie" },
  ],
  children: TITLE_ITEMS,
}];
