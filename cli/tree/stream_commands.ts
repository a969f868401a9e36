import type { CommandSpec, OptionSpecs } from "../spec.ts";
import { CHANGE_OPTIONS } from "./change_commands.ts";

/** Options of `play`. */
export const PLAY_OPTIONS = {
  ip: { kind: "string", value: "ADDRESS", help: "be steered as a client at this address" },
  for: { kind: "duration", value: "TIME", help: "stop after TIME (default: at the end)" },
  viewers: {
    kind: "int",
    value: "N",
    min: 1,
    max: 500,
    default: 1,
    help: "play N at once, and sum up",
  },
  maxHeight: {
    kind: "int",
    value: "LINES",
    min: 1,
    max: 8_640,
    help: "take no rung with more lines; the lowest rung is always kept",
  },
} as const satisfies OptionSpecs;

/** Options of `oca steer`. */
export const STEER_OPTIONS = {
  ip: { kind: "string", value: "ADDRESS", default: "127.0.0.1", help: "the client's address" },
  title: { kind: "string", value: "TITLE", help: "id of the title (default: the first)" },
} as const satisfies OptionSpecs;

/** Options of `oca drain`. */
export const DRAIN_OPTIONS = {
  ...CHANGE_OPTIONS,
  force: { kind: "flag", help: "also when it is the last one that serves" },
} as const satisfies OptionSpecs;

/** Options of `prefix add`. */
export const PREFIX_ADD_OPTIONS = {
  ...CHANGE_OPTIONS,
  attachment: {
    kind: "enum",
    value: "HOW",
    choices: ["embedded", "pni", "public", "transit"],
    default: "embedded",
    help: "how the networks meet",
  },
  asPath: {
    kind: "int",
    value: "N",
    min: 0,
    max: 255,
    default: 1,
    help: "networks on the way",
  },
  med: {
    kind: "int",
    value: "N",
    min: 0,
    max: 4_294_967_295,
    default: 0,
    help: "exit discriminator, smaller is better",
  },
} as const satisfies OptionSpecs;

const PLAY: CommandSpec = {
  name: "play",
  group: "Stream",
  summary: "play a title as a viewer does, and say how it went",
  details: [
    "Signs up, asks for a play, and watches over real HTTP: probes OCAs, fills a buffer, adapts the rung, and leaves an OCA that fails.",
    "Exit 0 when the title ended or --for stopped it, 1 when playback failed.",
  ],
  args: [{ name: "title", help: "id or name of a title (default: the first of the catalogue)" }],
  options: PLAY_OPTIONS,
  output: ["json", "jsonl"],
  examples: [
    { line: "netops play", says: "the first title, from its best OCA" },
    { line: "netops play night-signal --ip 127.20.0.7", says: "as a customer of isp-b" },
    { line: "netops play --viewers 20 --for 20s", says: "twenty at once, in one live view" },
    { line: "netops play --viewers 20 --for 20s --json", says: "the same, as one document" },
  ],
  load: () => import("../commands/play.ts"),
};

const OCA_ARG = { name: "id", help: "an OCA", required: true, completes: "instances" } as const;

const OCA: CommandSpec = {
  name: "oca",
  group: "Stream",
  summary: "look at the OCAs, explain steering, drain one",
  examples: [{ line: "netops oca list", says: "state, load, titles, last report" }],
  children: [
    {
      name: "list",
      summary: "list the OCAs as cachecontrol knows them",
      output: ["json"],
      examples: [{ line: "netops oca list", says: "state, load, titles, hot set, last report" }],
      load: () => import("../commands/oca_list.ts"),
    },
    {
      name: "steer",
      summary: "say which OCAs a client would be offered, and why",
      options: STEER_OPTIONS,
      output: ["json"],
      examples: [{
        line: "netops oca steer --ip 127.20.0.7 --title night-signal",
        says: "who is offered, and why",
      }],
      load: () => import("../commands/oca_steer.ts"),
    },
    {
      name: "drain",
      summary: "take an OCA out of service: who plays from it may go on",
      args: [OCA_ARG],
      options: DRAIN_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops oca drain c001.fra001.isp-a", says: "send nobody new there" }],
      load: () => import("../commands/oca_drain.ts"),
    },
    {
      name: "undrain",
      summary: "put an OCA back into service",
      args: [OCA_ARG],
      options: CHANGE_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops oca undrain c001.fra001.isp-a", says: "it serves again" }],
      load: () => import("../commands/oca_undrain.ts"),
    },
  ],
};

const PREFIX_ARGS = [
  { name: "prefix", help: "a CIDR prefix of clients: 127.20.0.0/16", required: true },
  { name: "oca", help: "an OCA", required: true, completes: "instances" },
] as const;

const PREFIX: CommandSpec = {
  name: "prefix",
  group: "Stream",
  summary: "look at and change which clients an OCA may serve",
  examples: [{ line: "netops prefix list", says: "every prefix and its OCA" }],
  children: [
    {
      name: "list",
      summary: "list which client prefixes which OCA may serve",
      output: ["json"],
      examples: [{ line: "netops prefix list", says: "reported, added and withdrawn ones" }],
      load: () => import("../commands/prefix_list.ts"),
    },
    {
      name: "add",
      summary: "let an OCA serve the clients of a prefix",
      args: PREFIX_ARGS,
      options: PREFIX_ADD_OPTIONS,
      output: ["json"],
      examples: [{
        line: "netops prefix add 127.30.0.0/16 c001.fra001.ix --attachment public",
        says: "steer these clients there",
      }],
      load: () => import("../commands/prefix_add.ts"),
    },
    {
      name: "remove",
      summary: "take a prefix from an OCA",
      args: PREFIX_ARGS,
      options: CHANGE_OPTIONS,
      output: ["json"],
      examples: [{
        line: "netops prefix remove 127.30.0.0/16 c001.fra001.ix",
        says: "take it back",
      }],
      load: () => import("../commands/prefix_remove.ts"),
    },
  ],
};

/** Commands of the streaming platform: playing, OCAs, prefixes. */
export const STREAM_COMMANDS: readonly CommandSpec[] = [PLAY, OCA, PREFIX];
