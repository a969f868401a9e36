interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, words: MONTHS },
  { name: "day of the week", least: 0, most: 7, words: DAYS },
];

/** The longest that each month can be. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Says why a schedule cannot be read, or never comes; undefined when it is fine.
 *
 * Five fields with `*`, numbers, ranges, steps and lists; months and days by number or their first three letters.
 * Source: crontab(5).
 */
export function cronProblem(schedule: string): string | undefined {
  const words = schedule.trim().split(/\s+/);
  if (words.length !== FIELDS.length) {
    const count = words[0] === "" ? 0 : words.length;
    return `it has ${count} field${count === 1 ? "" : "s"}, not 5`;
  }
  const values = words.map((word, at) => readField(word, FIELDS[at]!));
  const problem = values.find((value) => typeof value === "string");
  if (typeof problem === "string") return problem;
  const [, , days, months, weekdays] = values as readonly (readonly number[])[];
  // A day of the week that is named comes in any month.
  if (words[4] !== "*" && (weekdays ?? []).length > 0) return undefined;
  const comes = months?.some((month) => (LENGTHS[month - 1] ?? 0) >= Math.min(...days ?? []));
  return comes ? undefined : `month ${words[3]} never has a day ${words[2]}`;
}

/** The values that a field names, or why it names none. */
function readField(word: string, field: Field): readonly number[] | string {
  const parts = word.split(",").map((part) => readPart(part, field));
  return parts.find((part) => typeof part === "string") ?? (parts as number[][]).flat();
}

const PART = /^(?<from>\*|[a-z0-9]+)(?:-(?<to>[a-z0-9]+))?(?:\/(?<step>\d+))?$/i;

function readPart(part: string, field: Field): readonly number[] | string {
  const { name, least, most } = field;
  const groups = PART.exec(part)?.groups;
  const step = Number(groups?.["step"] ?? 1);
  if (groups === undefined || step === 0 || groups["from"] === "*" && groups["to"] !== undefined) {
    return `"${part}" is no ${name}`;
  }
  const isAll = groups["from"] === "*";
  const from = isAll ? least : valueOf(groups["from"]!, field);
  const open = isAll || groups["step"] !== undefined ? most : from;
  const to = groups["to"] === undefined ? open : valueOf(groups["to"], field);
  if (from === undefined || to === undefined) {
    return `"${part}" is no ${name}, which is from ${least} to ${most}`;
  }
  if (from > to) return `"${part}" goes backwards`;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
}

function valueOf(word: string, { least, most, words = [] }: Field): number | undefined {
  const at = words.indexOf(word.toLowerCase());
  if (at >= 0) return at + least;
  const value = /^\d+$/.test(word) ? Number(word) : NaN;
  return value >= least && value <= most ? value : undefined;
}
