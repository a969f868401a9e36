/** Signals that end an experiment; the last two are sent by activities that want it to end. */
export type InterruptName = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGUSR1" | "SIGUSR2";

/** The experiment is ended by a signal. */
export class InterruptSignal extends Error {
  override readonly name = "InterruptSignal";

  /** Takes the signal. */
  constructor(readonly signal: InterruptName) {
    super(`${signal} signal received`);
  }
}

/** The experiment is halted: by an operator, its time box, or a steady state that was left. */
export class Halt extends Error {
  override readonly name = "Halt";

  /** Takes who halted it and why. */
  constructor(readonly by: "operator" | "time-box" | "deviation", message: string) {
    super(message);
  }
}

/** Says whether a thrown thing ends the experiment rather than an activity. */
export function isInterruption(thrown: unknown): thrown is InterruptSignal | Halt {
  return thrown instanceof InterruptSignal || thrown instanceof Halt;
}
