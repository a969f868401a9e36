import type { CommandSpec } from "./spec.ts";
import { ABOUT_COMMANDS } from "./tree/about_commands.ts";
import { CHANGE_COMMANDS } from "./tree/change_commands.ts";
import { LOOK_COMMANDS } from "./tree/look_commands.ts";
import { RUN_COMMANDS } from "./tree/run_commands.ts";
import { SETUP_COMMANDS } from "./tree/setup_commands.ts";

/** The whole command line as data: parser, help, completion and docs are made of it. */
export const TREE: CommandSpec = {
  name: "netops",
  summary: "run your services as real processes behind a gateway and a registry, in seconds",
  details: ["No Docker, no account; nothing is left behind, whatever happens."],
  examples: [
    { line: "netops up", says: "start everything; Ctrl-C stops it" },
    { line: "netops ps --watch", says: "see every process" },
    { line: "netops logs -f --level warn", says: "what goes wrong, as it comes" },
    { line: "netops down", says: "stop a run in the background" },
  ],
  children: [
    ...RUN_COMMANDS,
    ...LOOK_COMMANDS,
    ...CHANGE_COMMANDS,
    ...SETUP_COMMANDS,
    ...ABOUT_COMMANDS,
  ],
};
