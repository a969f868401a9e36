import { alertSeverity, alertSummary } from "@netops/core";
import { formatBytes, formatClock, formatMs, formatRatio } from "./format.ts";
import { plainText } from "./plain_text.ts";

/** What kinds say in words; the subject stands before them. */
const PHRASES: Readonly<Record<string, string>> = {
  "platform.start": "the platform begins",
  "platform.ready": "everything is up",
  "platform.stop": "the platform stops",
  "platform.failed": "the platform could not start",
  "disk.lost": "the disk was full and takes again; lost meanwhile",
  "process.spawned": "process started",
  "process.up": "is up",
  "process.gone": "process is gone",
  "registry.register": "registered",
  "registry.cancel": "left the registry",
  "registry.evict": "taken out of the registry as it was silent",
  "registry.status": "changed its status",
  "registry.self_preservation": "self-preservation changed",
  "breaker.opened": "breaker opened: gets no requests",
  "breaker.closed": "breaker closed: gets requests again",
  "outlier.ejected": "gets no requests for a while, as its peers do better",
  "fill.done": "holds a title now",
  "fill.stopped": "filling stopped",
  "fill.corrupt": "got bytes that were not the title's",
  "oca.serving": "serves viewers",
  "oca.stale": "was not heard for too long",
  "oca.broken": "dropped an object that was broken on the disk",
  "alert.firing": "alert fires",
  "alert.resolved": "alert is over",
  "app.scale": "scaled",
  "app.restart": "restarts one instance after the other",
  "app.roll": "rolled over to a new server group",
  "app.skipped": "left out",
  "route.switch": "traffic switched",
  "fault.begin": "fault begins",
  "fault.end": "fault ends",
  "fault.injected": "a fault is at work",
  "fault.undone": "the fault is over and nothing of it is left",
  "fault.undo-failed": "the fault could not be undone",
  "chaos.stopped": "all chaos was stopped: no fault is taken",
  "chaos.resumed": "faults are taken again",
  "job.running": "began",
  "job.succeeded": "ended well",
  "job.failed": "ended with an error",
  "job.stopped": "was ended",
  "job.timed-out": "was ended at its deadline",
};

/** Names of data that read badly as they are. */
const NAMES: Readonly<Record<string, string>> = {
  titleId: "title",
  sha256: "SHA-256",
  activeAtMs: "since",
  experimentId: "experiment",
  durationMs: "for",
  exitCode: "exit code",
};

/** No duration is as long: from here on a number of ms is a time of day. */
const WALL_MS = 1e11;

/** An event as it is said in words. */
export interface SaidEvent {
  readonly kind: string;
  readonly subject?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Says an event in words: what its kind means, the reason, then its other data. */
export function eventWords(event: SaidEvent): string {
  if (event.kind.startsWith("alert.")) return alertWords(event);
  const { reason, ...data } = event.data;
  const hasReason = typeof reason === "string" && reason !== "";
  const phrase = [PHRASES[event.kind] ?? "", hasReason ? reason : ""].filter((one) => one !== "");
  const rest = Object.entries(data).filter(([name, value]) =>
    !(hasReason && SAID_BY_REASON.has(name)) &&
    !(name === "app" && isAppOf(value, event.subject))
  );
  const words = [phrase.join(": "), dataWords(Object.fromEntries(rest))];
  return plainText(words.filter((one) => one !== "").join(" · "));
}

/** An alert is its sentence: `alert fires (page): checkout is at 75%, below …`. */
function alertWords({ kind, data }: SaidEvent): string {
  const severity = alertSeverity(data);
  const phrase = (PHRASES[kind] ?? "alert") + (severity === undefined ? "" : ` (${severity})`);
  return plainText([phrase, alertSummary(data)].filter((words) => words !== "").join(": "));
}

/** A reason such as "ended by SIGKILL" holds these already. */
const SAID_BY_REASON: ReadonlySet<string> = new Set(["code", "signal"]);

/** Whether the subject, such as `shop-v000-1`, names the application itself. */
function isAppOf(app: unknown, subject = ""): boolean {
  return typeof app === "string" && (subject === app || subject.startsWith(`${app}-`));
}

/** Says data in words: `took 328 ms, from peer 0 and origin 259463`; names and units as people say them. */
export function dataWords(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data).map(([name, value]) => pairWords(name, value))
    .filter((words) => words !== "").join(", ");
}

function pairWords(name: string, value: unknown): string {
  // Whether it is a failure shows as the mark before the kind; no zone is no news.
  if (name === "failed" || value === null || value === "" || value === "-") return "";
  // That nothing is left is what "undone" says already.
  if (name === "left" && value === 0) return "";
  const words = valueWords(name, value);
  return words === "" ? "" : `${nameWords(name)} ${words}`;
}

function nameWords(name: string): string {
  const known = NAMES[name];
  if (known !== undefined) return known;
  return name.replace(/(Ms|Bytes|Ratio)$/, "").replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_.]/g, " ").toLowerCase();
}

function valueWords(name: string, value: unknown): string {
  if (typeof value === "number") return numberWords(name, value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map((one) => valueWords(name, one)).join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).map(([key, one]) => pairWords(key, one))
      .filter((words) => words !== "").join(" and ");
  }
  return String(value);
}

function numberWords(name: string, value: number): string {
  if (name.endsWith("Ms") && value > WALL_MS) return formatClock(value);
  if (name.endsWith("Ms")) return formatMs(value);
  if (name.endsWith("Bytes")) return formatBytes(value);
  if (name.endsWith("Ratio")) return formatRatio(value);
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}
