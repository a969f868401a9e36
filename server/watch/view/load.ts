import type { ErrorText } from "./error_text.ts";

/** Something that is fetched: what is there, and whether more is on its way or went wrong. */
export interface Load<T> {
  readonly phase: "idle" | "loading" | "ready" | "failed";
  /** Stays while it is fetched anew, so that the page does not blink. */
  readonly value?: T;
  readonly failure?: ErrorText;
}

/** Nothing was asked for yet. */
export const IDLE: Load<never> = { phase: "idle" };

/** Marks as being fetched; what is there stays. */
export function loading<T>(load: Load<T>): Load<T> {
  return load.value === undefined ? { phase: "loading" } : { phase: "loading", value: load.value };
}

/** Marks as fetched. */
export function ready<T>(value: T): Load<T> {
  return { phase: "ready", value };
}

/** Marks as failed; what is there stays. */
export function failed<T>(load: Load<T>, failure: ErrorText): Load<T> {
  return load.value === undefined
    ? { phase: "failed", failure }
    : { phase: "failed", value: load.value, failure };
}
