import { renderHelp } from "./help/render_help.ts";
import { createPaint, wantsColor } from "./print/color.ts";
import { openTerminal, terminalEnvironment } from "./print/terminal.ts";
import { isGroup, resolveCommand, type ResolvedCommand } from "./resolve_command.ts";
import { type CommandSpec, findCommand } from "./spec.ts";
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
  if (first === undefined && (argv[0] === "--version" || argv[0] === "-V")) return version(false);
  if (argv.length === 0) return help(TREE, [], "stdout");
  if (resolved.stranger !== undefined) return await unknownCommand(resolved);
  return isGroup(resolved.spec) ? help(resolved.spec, resolved.path, "stderr") : undefined;
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
  const known = [...commands, ...Object.keys(TOPICS), ...Object.keys(ERROR_CODES)];
  return await refuse("topic", words.join(" "), known);
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
  if (shell === undefined) return await refuse("shell", words[0] ?? "", SHELLS);
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
  what: "command" | "topic" | "shell",
  typed: string,
  known: readonly string[],
): Promise<number> {
  const { unknownWord } = await import("./usage_error.ts");
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
  const error = unknownWord({ what, typed, known, help: "netops help" });
  printer.error(error);
  return error.exitCode;
}
