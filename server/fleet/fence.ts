import { FENCE_HEADER, NetopsError } from "@netops/core";

/**
 * Refuses changes of a conductor that was replaced: each conductor's are numbered, and a later one has a
 * higher number. Who sends no number is no conductor and passes.
 */
export class Fence {
  #highest = -1;

  /** Lets a change pass and remembers its number. @throws {NetopsError} CONFLICT, REQUEST_INVALID */
  admit(headers: Headers): void {
    const text = headers.get(FENCE_HEADER);
    if (text === null) return;
    const number = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
      throw new NetopsError(
        "REQUEST_INVALID",
        `Cannot read ${FENCE_HEADER}="${text}" as a whole number`,
      );
    }
    if (number < this.#highest) {
      throw new NetopsError(
        "CONFLICT",
        `Cannot take this change as it comes from an older conductor (${number}, now ${this.#highest})`,
        { fix: "netops deploy status", details: { fence: this.#highest } },
      );
    }
    this.#highest = number;
  }
}
