import { NetopsError } from "@netops/core";

/** A schedule in the words of cron, by the clock of a place. */
export interface CronSchedule {
  /** The first time after a moment at which it fires; undefined when it never does again. */
  next(afterMs: number): number | undefined;
}

/**
 * Reads a schedule: five fields, or six with seconds first.
 *
 * The reader is loaded by the first schedule: a conductor without one does without it.
 *
 * @throws {NetopsError} CONFIG_INVALID for a schedule or a zone that cannot be read
 */
export async function readCronSchedule(schedule: string, timeZone: string): Promise<CronSchedule> {
  const { Cron } = await import("croner");
  try {
    const cron = new Cron(schedule, { timezone: timeZone, paused: true });
    // A zone is looked at by the first question only.
    if (cron.nextRun(new Date(0)) === null) throw new Error("no day of any year is one of it");
    return { next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NetopsError(
      "CONFIG_INVALID",
      `Cannot read the schedule "${schedule}" in ${timeZone}: ${why}`,
      { cause, fix: 'write five fields and an IANA zone, such as "30 9 * * 1-5" in Europe/Berlin' },
    );
  }
}
