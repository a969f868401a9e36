import { NetopsError } from "@netops/core";

const MOST_ID = 64;
const MOST_NAME = 200;
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** First segments of paths that mean something else on an OCA. */
const RESERVED: readonly string[] = ["fill", "healthz", "metrics", "inventory", "sessions"];

/**
 * Checks a name for people.
 *
 * @throws {NetopsError} REQUEST_INVALID
 */
export function checkName(name: string): string {
  const trimmed = name.trim();
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (trimmed !== "" && trimmed.length <= MOST_NAME && !/[\u0000-\u001f\u007f]/.test(trimmed)) {
    return trimmed;
  }
  throw new NetopsError(
    "REQUEST_INVALID",
    `Cannot call a title "${
      trimmed.slice(0, 40)
    }" as a name has 1 to ${MOST_NAME} plain characters`,
  );
}

/**
 * Checks an id that somebody chose: it stands in paths and addresses.
 *
 * @throws {NetopsError} REQUEST_INVALID
 */
export function checkTitleId(id: string): string {
  if (ID.test(id) && !RESERVED.includes(id)) return id;
  throw new NetopsError(
    "REQUEST_INVALID",
    `Cannot use the id "${id.slice(0, MOST_ID)}" as an id has small letters, digits and dashes, ` +
      `at most ${MOST_ID}, and is none of ${RESERVED.join(", ")}`,
    { fix: "netops title add MOVIE --id my-movie" },
  );
}

/** Makes an id of a name: `Über den Wolken` is `uber-den-wolken`; the next free number where taken. */
export function titleIdOf(name: string, isTaken: (id: string) => boolean): string {
  const words = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase()
    .replaceAll("ß", "ss").match(/[a-z0-9]+/g) ?? [];
  const base = words.join("-").slice(0, MOST_ID - 6).replace(/-+$/, "") || "title";
  const isFree = (id: string) => !isTaken(id) && !RESERVED.includes(id);
  if (isFree(base)) return base;
  let number = 2;
  while (!isFree(`${base}-${number}`)) number++;
  return `${base}-${number}`;
}
