import { browsePages } from "../session/mod.ts";
import { callGateway, failureOf, type GatewayCall, LOGIN } from "./gateway_call.ts";
import { outOfTime, type SessionScope } from "./session_scope.ts";
import { nowMs, sleepMs } from "./vu_clock.ts";

/** Signs in, and that is all. */
export async function signIn(scope: SessionScope): Promise<void> {
  const { recorder, account } = scope;
  const text = await ask(LOGIN, scope);
  if (text === undefined) return;
  account.renewed(text);
  recorder.served("signin", nowMs());
  recorder.over({ outcome: "ended" }, nowMs());
}

/** Looks at pages without playing anything. */
export async function browse(scope: SessionScope): Promise<void> {
  const { recorder, session, endAtMs } = scope;
  for (const { waitMs, service, path } of browsePages(session)) {
    if (nowMs() + waitMs >= endAtMs) return recorder.over({ outcome: "stopped" }, nowMs());
    await sleepMs(waitMs);
    const text = await ask({ kind: "browse", service, method: "GET", path }, scope);
    if (text === undefined) return;
    recorder.served("browse", nowMs());
  }
  recorder.over({ outcome: "ended" }, nowMs());
}

/** Calls within the viewer's patience; what comes to nothing ends the session. */
async function ask(
  what: Omit<GatewayCall, "untilMs">,
  scope: SessionScope,
): Promise<string | undefined> {
  const { recorder, leaveAtMs, endAtMs } = scope;
  // Who has seen the first page waits as long for every other one as any call may take.
  const untilMs = recorder.isServed ? endAtMs : Math.min(leaveAtMs, endAtMs);
  const call = { ...what, untilMs };
  const answer = await callGateway(call, scope);
  if (answer.isOk) return answer.text;
  if (answer.isCut) {
    recorder.over({ outcome: recorder.isServed ? "stopped" : outOfTime(scope) }, nowMs());
  } else {
    recorder.over({ outcome: "failed", failure: failureOf(call, answer, scope) }, nowMs());
  }
  return undefined;
}
