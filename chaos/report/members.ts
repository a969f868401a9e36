/** Members of something that was read and is not known. */
export type Members = Readonly<Record<string, unknown>>;

/** The members of an object; none of what is not one. */
export function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Members
    : {};
}
