import type { CommandSpec } from "../spec.ts";

/** The shells for which completion is generated. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Commands about netops itself; all are answered without loading anything else. */
export const ABOUT_COMMANDS: readonly CommandSpec[] = [
  {
    name: "help",
    group: "About",
    summary: "explain a command, a topic or an error code",
    args: [{
      name: "topic",
      help: "a command, exit-codes, environment, json, accessibility, or an error code",
      variadic: true,
      completes: "commands",
    }],
    examples: [
      { line: "netops help up", says: "how to use up" },
      { line: "netops help exit-codes", says: "what each exit code means" },
      { line: "netops help PORT_TAKEN", says: "what an error means" },
    ],
  },
  {
    name: "completion",
    group: "About",
    summary: "print the completion script of a shell",
    args: [{ name: "shell", help: "your shell", required: true, choices: SHELLS }],
    examples: [
      { line: "source <(netops completion bash)", says: "bash, for this session" },
      { line: "netops completion zsh > ~/.zfunc/_netops", says: "zsh, for good" },
      { line: "netops completion fish | source", says: "fish, for this session" },
    ],
  },
  {
    name: "version",
    group: "About",
    summary: "print the version",
    output: ["json"],
    examples: [{ line: "netops version --json", says: "with that of Deno" }],
  },
  {
    name: "complete",
    hidden: true,
    summary: "answer a completion script",
    args: [{ name: "words", help: "the words so far, after --", variadic: true }],
    examples: [{ line: "netops complete -- ps --wa", says: "what could follow" }],
  },
];
