import type { Paint } from "../print/color.ts";
import { isGroup } from "../resolve_command.ts";
import {
  type ArgSpec,
  COMMAND_GROUPS,
  type CommandSpec,
  type ExampleSpec,
  longName,
  type OptionSpec,
  type OptionSpecs,
} from "../spec.ts";

const HELP_WIDTH = 100;
/** Longer lists of choices stand in the words of an option. */
const WIDEST_VALUE = 40;

/** What to explain, and how to paint it. */
export interface HelpRequest {
  readonly spec: CommandSpec;
  readonly path: readonly string[];
  readonly globals: OptionSpecs;
  readonly paint: Paint;
}

/** The help of a command, examples first. */
export function renderHelp(request: HelpRequest): string {
  const { spec, path, paint } = request;
  const name = ["netops", ...path].join(" ");
  const parts = [
    `${paint("bold", name)}: ${spec.summary}`,
    section(paint, "Examples", pairs(spec.examples.map(exampleRow), { paint })),
    ...(spec.details ?? []).map((text) => wrap(text, 88)),
    ...commandSections(request),
    isGroup(spec) ? "" : section(paint, "Usage", [`  ${usage(spec, path)}`]),
    section(paint, "Arguments", pairs((spec.args ?? []).map(argRow), { paint })),
    section(paint, "Options", pairs(optionRows(spec.options ?? {}), { paint })),
    path.length === 0
      ? section(paint, "Options of every command", pairs(optionRows(request.globals), { paint }))
      : footer(spec),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** How a command is typed, in one line. */
export function usage(spec: CommandSpec, path: readonly string[]): string {
  const args = (spec.args ?? []).map((arg) => {
    const name = `${arg.name.toUpperCase()}${arg.variadic ? "..." : ""}`;
    return arg.required ? name : `[${name}]`;
  });
  const options = Object.keys(spec.options ?? {}).length > 0 ? ["[options]"] : [];
  return ["netops", ...path, ...args, ...options].join(" ");
}

/** The two cells of an option in a help table: how it is typed, and what it does. */
export function optionRow(key: string, spec: OptionSpec): readonly [string, string] {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  if (spec.kind === "flag") return [`${short}--${longName(key)}`, spec.help];
  const choices = spec.kind === "enum" ? spec.choices : [];
  const isLong = choices.join("|").length > WIDEST_VALUE;
  const value = choices.length > 0 && !isLong ? choices.join("|") : spec.value;
  const which = isLong ? `: ${choices.join(", ")}` : "";
  const again = spec.repeat ? "; may be repeated" : "";
  const preset = spec.default === undefined || spec.help.includes("(default")
    ? ""
    : ` (default ${spec.default})`;
  return [`${short}--${longName(key)} ${value}`, `${spec.help}${which}${again}${preset}`];
}

function optionRows(options: OptionSpecs): (readonly [string, string])[] {
  return Object.entries(options).filter(([, spec]) => !spec.hidden)
    .map(([key, spec]) => optionRow(key, spec));
}

function exampleRow(example: ExampleSpec): readonly [string, string] {
  return [example.line, example.says];
}

function argRow(arg: ArgSpec): readonly [string, string] {
  const choices = arg.choices === undefined ? "" : `: ${arg.choices.join(", ")}`;
  return [arg.name.toUpperCase(), `${arg.help}${choices}`];
}

function commandSections({ spec, paint }: HelpRequest): string[] {
  const shown = (spec.children ?? []).filter((child) => !child.hidden);
  const rows = (of: readonly CommandSpec[]) =>
    of.map((child) => [child.name, child.summary] as const);
  const width = Math.max(...shown.map((child) => child.name.length), 0);
  if (shown.every((child) => child.group === undefined)) {
    return [section(paint, "Commands", pairs(rows(shown), { paint, leastWidth: width }))];
  }
  return COMMAND_GROUPS.map((group) => {
    const members = shown.filter((child) => child.group === group);
    return section(paint, group, pairs(rows(members), { paint, leastWidth: width }));
  });
}

function footer(spec: CommandSpec): string {
  const forms = (spec.output ?? []).map((form) => `--${form}`).join(" and ");
  const also = forms === "" ? "" : `Also takes ${forms}. `;
  return `${also}More: netops help (options of every command), netops help exit-codes.`;
}

function section(paint: Paint, title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [paint("bold", title), ...lines].join("\n");
}

function pairs(
  rows: readonly (readonly [string, string])[],
  { paint, leastWidth = 0 }: { readonly paint: Paint; readonly leastWidth?: number },
): string[] {
  const width = Math.max(leastWidth, ...rows.map(([left]) => left.length));
  const between = `\n${" ".repeat(width + 4)}`;
  return rows.map(([left, right]) => {
    const words = wrap(right, HELP_WIDTH - width - 4).replaceAll("\n", between);
    return `  ${paint("cyan", left)}${" ".repeat(width - left.length)}  ${words}`;
  });
}

function wrap(text: string, columns: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.join("\n");
}
