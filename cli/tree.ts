import type { CommandSpec } from "./spec.ts";
import { ABOUT_COMMANDS } from "./tree/about_commands.ts";
import { CHANGE_COMMANDS } from "./tree/change_commands.ts";
import { CHAOS } from "./tree/chaos_commands.ts";
import { DEPLOY } from "./tree/deploy_commands.ts";
import { LOAD } from "./tree/load_commands.ts";
import { LOOK_COMMANDS } from "./tree/look_commands.ts";
import { RUN_COMMANDS } from "./tree/run_commands.ts";
import { SETUP_COMMANDS } from "./tree/setup_commands.ts";
import { STREAM_COMMANDS } from "./tree/stream_commands.ts";
import { TITLE_COMMANDS } from "./tree/title_commands.ts";
import { TOP } from "./tree/top_command.ts";

/** The whole command line as data: parser, help, completion and docs are made of it. */
export const TREE: CommandSpec = {
  name: "netops",
  summary: "run a streaming platform, or your own services, as real processes, in seconds",
  details: [
    "Without a netops.yaml, netops up starts a whole streaming platform: sign-in, catalogue, playback, " +
    "steering, cache servers (OCAs) and a player site. With one it starts your services, found " +
    "through a registry and reached through a gateway, and the platform beside them if you like.",
    "No Docker, no account; nothing is left behind, whatever happens.",
  ],
  examples: [
    { line: "netops up", says: "start everything; Ctrl-C stops it" },
    { line: "netops play", says: "watch a title as a viewer does, and see how it goes" },
    { line: "netops open watch", says: "watch it in the browser" },
    { line: "netops ps --watch", says: "see every process" },
    { line: "netops logs -f --level warn", says: "what goes wrong, as it comes" },
    { line: "netops chaos list", says: "what can be broken, each for a limited time" },
    { line: "netops down", says: "stop a run in the background" },
  ],
  children: [
    ...RUN_COMMANDS,
    ...LOOK_COMMANDS,
    TOP,
    CHAOS,
    DEPLOY,
    LOAD,
    ...STREAM_COMMANDS,
    ...TITLE_COMMANDS,
    ...CHANGE_COMMANDS,
    ...SETUP_COMMANDS,
    ...ABOUT_COMMANDS,
  ],
};
