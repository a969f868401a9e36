/**
 * What every preset's script does in k6: one iteration is one session of a viewer. The order and the
 * accounts come from files that the environment names: NETOPS_LOAD_ORDER, NETOPS_LOAD_ACCOUNTS; k6's
 * summary goes to the file NETOPS_LOAD_SUMMARY. Sessions say what became of them on the console, one
 * `SessionLine` each time; `k6_log_line.ts` reads them back.
 *
 * @module
 */
import exec from "k6/execution";
import { GRACE_MS } from "../run/load_order.ts";
import {
  arrivalsEndMs,
  RETURN_AFTER_MS,
  type SessionFailure,
  type SessionLine,
  SessionPlanner,
  SessionRecorder,
} from "../session/mod.ts";
import { dueSession } from "./due_session.ts";
import { optionsOf } from "./k6_options.ts";
import { accountOf, readAccounts, readOrder } from "./order_files.ts";
import { playTitle } from "./play_title.ts";
import { measure, openMeters } from "./session_meters.ts";
import type { SessionScope } from "./session_scope.ts";
import { browse, signIn } from "./visit.ts";
import { VuAccount } from "./vu_account.ts";
import { nowMs, sleepMs } from "./vu_clock.ts";

const order = readOrder();
const accounts = readAccounts(order);
const planner = new SessionPlanner(order);
const { arrivals } = order;
const lengthMs = arrivals === undefined ? order.durationMs ?? 0 : arrivalsEndMs(arrivals);
/** Made by the first session: while a VU is made it has no number. */
let account: VuAccount | undefined;

/** How k6 is to run the order. */
export const options = optionsOf(order);

/** Makes counters known that may count nothing. */
export function setup(): void {
  openMeters();
}

/** Plays one session. */
export async function playSession(): Promise<void> {
  const startedAtMs = nowMs();
  const { iterationInTest: index, startTime } = exec.scenario;
  const scheduledAtMs = dueSession(arrivals, { index, beganAtMs: startTime, startedAtMs });
  // k6 begins more as the load ends.
  if (scheduledAtMs === undefined) return;
  const session = planner.session(index);
  const recorder = new SessionRecorder({ session, scheduledAtMs, startedAtMs, emit });
  account ??= new VuAccount(accountOf(accounts, exec.vu.idInTest));
  await runScenario({
    ...{ session, recorder, account, gatewayUrl: order.gatewayUrl, startedAtMs },
    leaveAtMs: scheduledAtMs + session.patienceMs,
    endAtMs: startTime + lengthMs + GRACE_MS,
  });
  // A viewer of the closed model who got nothing does not hammer.
  if (arrivals === undefined && !recorder.isServed) await sleepMs(RETURN_AFTER_MS);
}

/** Writes k6's own summary, and nothing for people: the report is for them. */
export function handleSummary(data: unknown): Record<string, string> {
  const path = __ENV["NETOPS_LOAD_SUMMARY"];
  return path === undefined || path === "" ? {} : { [path]: JSON.stringify(data) };
}

async function runScenario(scope: SessionScope): Promise<void> {
  try {
    if (scope.session.scenario === "play") await playTitle(scope);
    else if (scope.session.scenario === "signin") await signIn(scope);
    else await browse(scope);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    console.error(error.stack ?? error.message);
    scope.recorder.over({ outcome: "failed", failure: scriptFailure(error) }, nowMs());
  }
}

/** A bug of ours says nothing about the platform, and must not look as if it did. */
function scriptFailure({ name, message }: Error): SessionFailure {
  return { kind: "script", type: name, service: "script", url: "", message };
}

function emit(line: SessionLine): void {
  console.log(JSON.stringify(line));
  measure(line);
}
