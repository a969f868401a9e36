import { harmless } from "../print/text_width.ts";

/** A clock that is off. */
export interface SkewedClock {
  readonly app: string;
  readonly instance: string;
  readonly skewMs: number;
  readonly errorMs: number;
}

/** One clock that is off, as a line for people. */
export function clockLine({ app, instance, skewMs, errorMs }: SkewedClock): string {
  const where = skewMs > 0 ? "ahead of" : "behind";
  const offMs = Math.abs(skewMs).toFixed(1);
  const name = harmless(app === instance ? instance : `${instance} (${app})`);
  return `the clock of ${name} is ${offMs} ms ${where} telemetry's (± ${errorMs.toFixed(1)} ms)`;
}
