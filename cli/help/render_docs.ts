import { openTerminal } from "../print/terminal.ts";
import { isGroup } from "../resolve_command.ts";
import { type CommandSpec, longName, type OptionSpec, type OptionSpecs } from "../spec.ts";
import { GLOBAL_OPTIONS } from "../tree/global_options.ts";
import { TREE } from "../tree.ts";
import { usage } from "./render_help.ts";
import { TOPICS } from "./topics.ts";

if (import.meta.main) openTerminal("stdout").write(renderDocs());

/** The page `docs/cli.md`, made of the command tree. */
export function renderDocs(): string {
  const commands = (TREE.children ?? []).filter((spec) => !spec.hidden)
    .flatMap((spec) => commandSections(spec, [spec.name]));
  const topics = Object.values(TOPICS).map(topicSection);
  return [
    "# Command line",
    "Made of the command tree by `deno task docs:cli`; do not edit it by hand.",
    `${TREE.summary[0]?.toUpperCase()}${TREE.summary.slice(1)}.`,
    "## Options of every command",
    optionTable(GLOBAL_OPTIONS),
    ...commands,
    ...topics,
  ].join("\n\n") + "\n";
}

function commandSections(spec: CommandSpec, path: readonly string[]): string[] {
  const own = [
    `## netops ${path.join(" ")}`,
    `${spec.summary[0]?.toUpperCase()}${spec.summary.slice(1)}.`,
    ...(spec.details ?? []),
    fence(spec.examples.map(({ line, says }) => `${line}    # ${says}`).join("\n")),
    ...(isGroup(spec) ? [] : [`Usage: \`${usage(spec, path)}\``]),
    ...(spec.args === undefined ? [] : [argTable(spec)]),
    ...(spec.options === undefined ? [] : [optionTable(spec.options)]),
    ...(spec.output === undefined
      ? []
      : [`Also takes ${spec.output.map((form) => `\`--${form}\``).join(" and ")}.`]),
  ];
  const below = (spec.children ?? []).flatMap((child) =>
    commandSections(child, [...path, child.name])
  );
  return [...own, ...below];
}

function argTable({ args = [] }: CommandSpec): string {
  const rows = args.map(({ name, help, choices }) =>
    row(name.toUpperCase(), `${help}${choices === undefined ? "" : `: ${choices.join(", ")}`}`)
  );
  return ["| argument | meaning |", "|---|---|", ...rows].join("\n");
}

function optionTable(options: OptionSpecs): string {
  const shown = Object.entries(options).filter(([, spec]) => !spec.hidden);
  const rows = shown.map(([key, spec]) => row(optionName(key, spec), spec.help + preset(spec)));
  return ["| option | meaning |", "|---|---|", ...rows].join("\n");
}

function optionName(key: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  if (spec.kind === "flag") return `${short}--${longName(key)}`;
  const value = spec.kind === "enum" ? spec.choices.join("|") : spec.value;
  return `${short}--${longName(key)} ${value}`;
}

function preset(spec: OptionSpec): string {
  if (spec.kind === "flag" || spec.default === undefined) return "";
  return ` (default ${spec.default})`;
}

function row(name: string, meaning: string): string {
  return `| \`${name.replaceAll("|", "\\|")}\` | ${meaning.replaceAll("|", "\\|")} |`;
}

function topicSection(text: string): string {
  const [title = "", ...lines] = text.trimEnd().split("\n");
  return `## ${title}\n\n${fence(lines.join("\n").replace(/^\n/, ""))}`;
}

function fence(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
