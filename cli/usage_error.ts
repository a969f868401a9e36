import { NetopsError } from "@netops/core";
import { suggest } from "./suggest.ts";

/** A word that names nothing, and what could have been meant. */
export interface UnknownWord {
  readonly what: "command" | "option" | "topic" | "shell";
  readonly typed: string;
  readonly known: readonly string[];
  /** The command that explains what there is. */
  readonly help: string;
}

/** The error of a word that names nothing, with the nearest known words and where to read more. */
export function unknownWord({ what, typed, known, help }: UnknownWord): NetopsError {
  const near = suggest(typed, known);
  return new NetopsError("USAGE", `Unknown ${what} "${typed}"`, {
    fix: near.length > 0 ? `did you mean ${near.join(" or ")}? (${help})` : help,
    details: { typed, suggestions: near },
  });
}
