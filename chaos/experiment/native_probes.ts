/** Asks the platform what Chaos Toolkit providers cannot. */
export interface NativeProbes {
  /** Kinds of probes there are, for lint; without it any name passes. */
  readonly names?: readonly string[];
  /**
   * Observes; the answer is JSON data.
   *
   * @throws {NetopsError} NOT_FOUND for a name that is no probe; others when nothing could be observed.
   */
  probe(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown>;
}
