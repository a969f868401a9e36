import type { NetopsError } from "@netops/core";
import { renderHelp } from "./help/render_help.ts";
import { createPaint, wantsColor } from "./print/color.ts";
import { openTerminal, terminalEnvironment } from "./print/terminal.ts";
import { isGroup, resolveCommand, type ResolvedCommand } from "./resolve_command.ts";
import { type CommandSpec, findCommand, longName, type OptionSpecs } from "./spec.ts";
import { GLOBAL_OPTIONS } from "./tree/global_options.ts";
import { TREE } from "./tree.ts";
import { VERSION } from "./version.ts";

/**
 * Answers what needs only the tree: help, version, completion; undefined when it is another command.
 *
 * Neither commander, nor zod, nor the host is loaded on this path, so it costs little more than an
 * empty script.
 */
export async function runFast(argv: readonly string[]): Promise<number | undefined> {
  if (argv[0] === "complete") return await complete(argv.slice(1));
  const resolved = resolveCommand(TREE, GLOBAL_OPTIONS, argv);
  if (resolved.wantsHelp) return help(resolved.spec, resolved.path, "stdout");
  const [first] = resolved.path;
  if (first === "help") return await helpTopic(plainWords(resolved));
  if (first === "version") return version(argv.includes("--json"));
  if (first === "completion") return await completion(plainWords(resolved));
  const asksVersion = resolved.words.some((word) => word === "--version" || word === "-V");
  if (first === undefined && asksVersion) return version(argv.includes("--json"));
  if (argv.length === 0) return help(TREE, [], "stdout");
  if (resolved.stranger !== undefined) return await unknownCommand(resolved);
  return isGroup(resolved.spec) ? await noCommand(resolved) : undefined;
}

/** Options alone: an unknown one is named, a machine gets its error line, a person the help. */
async function noCommand({ spec, path, words }: ResolvedCommand): Promise<number> {
  const names = Object.keys(GLOBAL_OPTIONS).map((key) => `--${longName(key)}`);
  const shorts = Object.values(GLOBAL_OPTIONS as OptionSpecs)
    .flatMap(({ short }) => short === undefined ? [] : [`-${short}`]);
  const stranger = words.map((word) => word.split("=")[0] as string)
    .find((word) => /^--?[a-z]/i.test(word) && ![...names, ...shorts].includes(word));
  if (stranger !== undefined) return await refuse("option", stranger, [...names, "--help"]);
  const wantsLine = words.some((word) => word === "--json" || word === "--jsonl");
  if (!wantsLine) return help(spec, path, "stderr");
  const { NetopsError } = await import("@netops/core");
  const fix = ["netops", "help", ...path].join(" ");
  return await sayError(new NetopsError("USAGE", "Missing a command", { fix }));
}

function plainWords(resolved: ResolvedCommand): readonly string[] {
  return resolved.words.filter((word) => !word.startsWith("-"));
}

function help(spec: CommandSpec, path: readonly string[], stream: "stdout" | "stderr"): number {
  const terminal = openTerminal(stream);
  terminal.write(renderHelp({ spec, path, globals: GLOBAL_OPTIONS, paint: paintFor(terminal) }));
  return stream === "stdout" ? 0 : 2;
}

function paintFor(terminal: { readonly isTerminal: boolean }) {
  const env = terminalEnvironment();
  const { isTerminal } = terminal;
  const never = Deno.args.includes("--no-color") || Deno.args.includes("--color=never");
  const plain = Deno.args.includes("--plain");
  return createPaint(wantsColor({ flag: never ? "never" : undefined, plain, env, isTerminal }));
}

async function helpTopic(words: readonly string[]): Promise<number> {
  const spec = findCommand(TREE, words);
  if (spec !== undefined) return help(spec, words, "stdout");
  const { errorCodeOf, renderErrorCode, TOPICS } = await import("./help/topics.ts");
  const [word = ""] = words;
  const code = errorCodeOf(word);
  const text = TOPICS[word] ?? (code === undefined ? undefined : renderErrorCode(code));
  if (text !== undefined) {
    openTerminal("stdout").write(text);
    return 0;
  }
  const { ERROR_CODES } = await import("@netops/core");
  const commands = TREE.children?.map((child) => child.name) ?? [];
  if (word === "topics") return listTopics(Object.keys(TOPICS), Object.keys(ERROR_CODES));
  const known = [...commands, "topics", ...Object.keys(TOPICS), ...Object.keys(ERROR_CODES)];
  return await refuse("topic", words.join(" "), known);
}

function listTopics(topics: readonly string[], codes: readonly string[]): number {
  const list = (words: readonly string[]) => words.map((word) => `  ${word}\n`).join("");
  const text = `Topics\n\n${list(topics)}\nError codes\n\n${list(codes)}\nnetops help TOPIC\n`;
  openTerminal("stdout").write(text);
  return 0;
}

function version(json: boolean): number {
  const deno = Deno.version.deno;
  const text = json
    ? JSON.stringify({ schema: "netops.version/v1", version: VERSION, deno })
    : `netops ${VERSION} (Deno ${deno})`;
  openTerminal("stdout").write(`${text}\n`);
  return 0;
}

async function completion(words: readonly string[]): Promise<number> {
  const { completionScript } = await import("./complete/scripts.ts");
  const { SHELLS } = await import("./tree/about_commands.ts");
  const shell = SHELLS.find((known) => known === words[0]);
  if (shell === undefined && words[0] !== undefined) return await refuse("shell", words[0], SHELLS);
  if (shell === undefined) {
    const { NetopsError } = await import("@netops/core");
    const fix = `netops completion ${SHELLS.join("|")}`;
    return await sayError(new NetopsError("USAGE", "Missing SHELL", { fix }));
  }
  openTerminal("stdout").write(completionScript(shell));
  return 0;
}

async function complete(argv: readonly string[]): Promise<number> {
  const { completeWords } = await import("./complete/complete_words.ts");
  const { readLiveNames } = await import("./complete/live_names.ts");
  const words = argv[0] === "--" ? argv.slice(1) : argv;
  const candidates = await completeWords(words, readLiveNames);
  openTerminal("stdout").write(candidates.map((candidate) => `${candidate}\n`).join(""));
  return 0;
}

function unknownCommand({ spec, stranger = "" }: ResolvedCommand): Promise<number> {
  const known = (spec.children ?? []).filter((child) => !child.hidden);
  return refuse("command", stranger, known.map((child) => child.name));
}

async function refuse(
  what: "command" | "option" | "topic" | "shell",
  typed: string,
  known: readonly string[],
): Promise<number> {
  const { unknownWord } = await import("./usage_error.ts");
  return await sayError(unknownWord({ what, typed, known, help: "netops help" }));
}

async function sayError(error: NetopsError): Promise<number> {
  const { Printer } = await import("./print/printer.ts");
  const flags = Deno.args;
  const printer = new Printer({
    json: flags.includes("--json"),
    jsonl: flags.includes("--jsonl"),
    quiet: false,
    verbose: false,
    color: flags.includes("--no-color") ? "never" : undefined,
    plain: flags.includes("--plain"),
  });
  printer.error(error);
  return error.exitCode;
}
