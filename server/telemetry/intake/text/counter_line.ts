/** Types of families by the end of a line's name, of lines that count from 0. */
const COUNTING: Readonly<Record<string, readonly string[]>> = {
  _total: ["counter"],
  _bucket: ["histogram"],
  _count: ["histogram", "summary"],
  _sum: ["histogram", "summary"],
};

/** Whether what a line says counts from 0, by its name and the type of its family. */
export function isCounterLine(
  name: string,
  typeOf: (family: string) => string | undefined,
): boolean {
  // In Prometheus' own text the family of a counter has the whole name.
  if (typeOf(name) === "counter") return true;
  const end = name.slice(Math.max(0, name.lastIndexOf("_")));
  const type = typeOf(name.slice(0, -end.length)) ?? "";
  return COUNTING[end]?.includes(type) ?? false;
}
