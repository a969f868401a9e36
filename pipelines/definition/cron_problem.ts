import { Cron } from "croner";

/** Five, or six with seconds first. */
const COUNTS = [5, 6];

/** Says why a schedule cannot be read, or that it never comes; undefined when it is fine. */
export function cronProblem(schedule: string): string | undefined {
  const words = schedule.trim().split(/\s+/).filter((word) => word !== "");
  if (!COUNTS.includes(words.length) && !schedule.startsWith("@")) {
    return `it has ${words.length} field${words.length === 1 ? "" : "s"}, not 5`;
  }
  try {
    // The same reader as that of whatever starts pipelines; a moment that it can never reach is null.
    const cron = new Cron(schedule, { timezone: "UTC", paused: true });
    return cron.nextRun(new Date(0)) === null ? "there never is such a time" : undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return lowerFirst(text.replace(/^CronPattern: /, ""));
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
