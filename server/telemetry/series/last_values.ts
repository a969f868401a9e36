import { grown } from "./grown.ts";

/** The last value of each slot, on which differences in the log build; both columns are one memory. */
export class LastValues {
  values = new Float64Array(256);
  bits = new Uint32Array(this.values.buffer);

  /** Makes sure that a slot has a place; a new one has 0. */
  reserve(slot: number): void {
    if (slot < this.values.length) return;
    const { bits } = this;
    this.values = new Float64Array(Math.max(slot + 1, this.values.length * 2));
    this.bits = grown(bits, new Uint32Array(this.values.buffer));
  }

  /** Sets all to 0. */
  clear(): void {
    this.bits.fill(0);
  }
}
