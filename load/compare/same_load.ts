import type { LoadSample } from "./load_sample.ts";

/** Options that change what is judged or what runs beside a load, and not the load. */
const BESIDE: ReadonlySet<string> = new Set(["--thresholds", "--with-after"]);

/** Says why two loads are not one load run twice, or not fit to be compared; undefined when they are. */
export function refusalOf(before: LoadSample, after: LoadSample): string | undefined {
  if (before.unit !== after.unit || before.shape !== after.shape || before.name !== after.name) {
    return `they are not the same load: ${before.name} ${before.shape}, and ${after.name} ${after.shape}`;
  }
  const differs = differenceOf(before, after);
  if (differs !== "") return `they are not the same load: ${differs}`;
  const open = [before, after].find(({ verdict }) => verdict === "inconclusive");
  return open === undefined ? undefined : `${open.id} is inconclusive`;
}

function differenceOf(before: LoadSample, after: LoadSample): string {
  const first = optionsOf(before.asked);
  const second = optionsOf(after.asked);
  return [onlyOf(before.id, first, second), onlyOf(after.id, second, first)]
    .filter((words) => words !== "")
    .join(", ");
}

function onlyOf(id: string, own: readonly string[], other: readonly string[]): string {
  const only = own.filter((option) => !other.includes(option));
  return only.length === 0 ? "" : `only ${id} was run with ${only.join(" ")}`;
}

/** Each option with its values, such as `--watch 45s`; their order means nothing. */
function optionsOf(asked: readonly string[]): readonly string[] {
  const options: string[] = [];
  for (const word of asked) {
    const last = options.at(-1);
    if (word.startsWith("--") || last === undefined) options.push(word);
    else options[options.length - 1] = `${last} ${word}`;
  }
  return options.filter((option) => !BESIDE.has(option.split(" ")[0] ?? option));
}
