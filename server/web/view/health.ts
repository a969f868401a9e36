import type { InstanceStatus } from "@netops/core";
import type { AppRow, InstanceRow, OpsSnapshot } from "../ops_snapshot.ts";

/** How a status is drawn; never by colour alone: each tone has a shape, each status a word. */
export type Tone = "ok" | "wait" | "warn" | "bad" | "off";

/** A tone and the word that says it. */
export interface Verdict {
  readonly tone: Tone;
  readonly word: string;
}

const STATUS_VERDICTS: Readonly<Record<InstanceStatus, Verdict>> = {
  UP: { tone: "ok", word: "up" },
  STARTING: { tone: "wait", word: "starting" },
  DOWN: { tone: "bad", word: "down" },
  OUT_OF_SERVICE: { tone: "off", word: "out of service" },
  UNKNOWN: { tone: "warn", word: "unknown" },
};

/** How one instance stands. */
export function instanceVerdict(instance: InstanceRow): Verdict {
  return STATUS_VERDICTS[instance.status];
}

/** How an application stands, by how many of its instances are up. */
export function appVerdict(app: AppRow): Verdict {
  if (app.desired === 0) return { tone: "off", word: "stopped" };
  if (app.up >= app.desired) return { tone: "ok", word: "up" };
  if (app.up > 0) return { tone: "warn", word: "degraded" };
  return app.status === "STARTING" ? STATUS_VERDICTS.STARTING : STATUS_VERDICTS.DOWN;
}

/** What the page says of the whole platform, and the apps that are not as they should be. */
export interface Health extends Verdict {
  readonly problems: readonly { readonly app: AppRow; readonly why: string }[];
}

/** Sums up the health of a snapshot. Nothing known is never healthy. */
export function healthOf(snapshot: OpsSnapshot): Health {
  const apps = Object.values(snapshot.apps);
  if (snapshot.head.fleet.okAtMs === 0) return { tone: "warn", word: "Not known", problems: [] };
  const problems = apps.filter((app) => !["ok", "off"].includes(appVerdict(app).tone))
    .map((app) => ({ app, why: whyOf(app, snapshot) }));
  if (problems.length === 0 && snapshot.head.healthy) {
    const count = snapshot.head.alerts?.count ?? 0;
    if (count === 0) return { tone: "ok", word: "Healthy", problems };
    const what = count === 1 ? "1 alert fires" : `${count} alerts fire`;
    return { tone: "warn", word: `Up, but ${what}`, problems };
  }
  const tones = new Set(problems.map(({ app }) => appVerdict(app).tone));
  if (tones.has("bad")) return { tone: "bad", word: "Down in part", problems };
  if (tones.size === 1 && tones.has("wait")) return { tone: "wait", word: "Starting", problems };
  return { tone: "warn", word: "Degraded", problems };
}

function whyOf(app: AppRow, snapshot: OpsSnapshot): string {
  const own = Object.values(snapshot.instances).filter((one) => one.app === app.app);
  const reason = own.find((one) => one.status !== "UP" && one.reason !== undefined)?.reason;
  return reason ?? app.waitingFor ?? `${app.desired - app.up} of ${app.desired} not up`;
}

const FAILURE =
  /fail|crash|died|dead|exit|kill|lost|down|evict|refus|error|abort|opened|timeout|firing/i;

/** Whether an event tells of something that went wrong: as it says itself, else by its kind. */
export function isFailure(
  event: { kind: string; data: Readonly<Record<string, unknown>> },
): boolean {
  const { failed } = event.data;
  return typeof failed === "boolean" ? failed : FAILURE.test(event.kind);
}
