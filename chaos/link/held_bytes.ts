/** Counts what waits in all connections of the process, so that a limit holds for their sum. */
export class HeldBytes {
  /** Above this a chain reads nothing more, whatever has become of its toxics. */
  readonly mostInChainBytes: number;
  readonly #limitBytes: number;
  #bytes = 0;

  /** Above `limitBytes` every stage takes one piece at a time. */
  constructor(limits: { readonly limitBytes: number; readonly mostInChainBytes: number }) {
    this.#limitBytes = limits.limitBytes;
    this.mostInChainBytes = limits.mostInChainBytes;
  }

  /** Bytes that wait now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a stage may take more than one piece. */
  get hasRoom(): boolean {
    return this.#bytes < this.#limitBytes;
  }

  /** Counts bytes that came, or with a negative number that went. */
  change(bytes: number): void {
    this.#bytes += bytes;
  }
}
