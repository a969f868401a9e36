/** What to say of a conductor that does not answer: once that it does not, and once that it is back. */
export class LostConductor {
  #isLost = false;

  /**
   * Words for what was heard: `why` it does not answer, undefined when it does; undefined when it was said
   * already, and nothing is kept on screen that must not fade.
   */
  hear(why: string | undefined, { isKept }: { readonly isKept: boolean }): string | undefined {
    const wasLost = this.#isLost;
    this.#isLost = why !== undefined;
    if (why === undefined) return wasLost ? "the conductor answers again" : undefined;
    return wasLost && !isKept
      ? undefined
      : `no answer of the conductor, asking again (the deploy goes on with the next one): ${why}`;
  }
}
