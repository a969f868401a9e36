import { createViewer, type SessionBeacon, type ViewerResult } from "@netops/core/viewer";
import { isBusiness, offeredOcas, type PlayOffer, viewerOptions } from "../session/mod.ts";
import { BeaconSender } from "./beacon_sender.ts";
import { type Feed, ViewerDriver } from "./drive_viewer.ts";
import { fetchRequest } from "./fetch_request.ts";
import {
  callGateway,
  failureOf,
  type GatewayAnswer,
  type GatewayCall,
  renew,
} from "./gateway_call.ts";
import { CLOSE_LIMIT_MS } from "./last_words.ts";
import { outOfTime, type SessionScope } from "./session_scope.ts";
import { Alarm, nowMs } from "./vu_clock.ts";

const DISPLACED = "playback ended the session: another player took its place";

/** Asks for a play and watches the title. */
export async function playTitle(scope: SessionScope): Promise<void> {
  const { recorder, leaveAtMs, endAtMs } = scope;
  const call = playCall(scope, Math.min(leaveAtMs, endAtMs));
  const answer = await callGateway(call, scope);
  if (answer.isCut) return recorder.over({ outcome: outOfTime(scope) }, nowMs());
  if (!answer.isOk) {
    const failure = failureOf(call, answer, scope);
    return recorder.over({ outcome: "failed", failure }, nowMs());
  }
  await watch(JSON.parse(answer.text) as PlayOffer, scope);
}

function playCall({ session }: SessionScope, untilMs: number): GatewayCall {
  const { titleId, playId, traceParent } = session;
  return {
    ...{ kind: "play", service: "playback", method: "POST", path: "/playback/play" },
    ...{ body: { titleId, playId }, traceParent, untilMs },
  };
}

async function watch(offer: PlayOffer, scope: SessionScope): Promise<void> {
  const { recorder, session, startedAtMs } = scope;
  const sites = new Map<string, string>();
  const learn = (answer: PlayOffer) => {
    for (const { id, site } of answer.ocas) sites.set(id, site);
    recorder.offered(answer.ocas.map(({ id }) => id), nowMs());
  };
  learn(offer);
  const options = { random: session.random, requestedAtMs: startedAtMs };
  const viewer = createViewer(viewerOptions(offer, options));
  const beacons = new BeaconSender({
    post: (events, untilMs) => tell({ sessionId: offer.sessionId, events }, untilMs, scope),
    onDisplaced: () => driver.refuse(DISPLACED),
    ...{ nowMs, limit: new Alarm() },
  });
  const driver = new ViewerDriver(viewer, scope, {
    fetch: (request) => fetchRequest(request, sites.get(request.oca) ?? ""),
    renew: async () => feedOf(await callGateway(playCall(scope, scope.endAtMs), scope), learn),
    beacon: (beacon) => beacons.send(beacon),
  });
  const result = await driver.run();
  const endedAtMs = nowMs();
  await beacons.close(CLOSE_LIMIT_MS);
  const { account, endAtMs } = scope;
  if (account.isRenewalDue(endedAtMs, session.random)) await renew(endAtMs, scope);
  recorder.over({ outcome: outcomeOf(result, scope), result }, endedAtMs);
}

/** Answers whether playback says that the session is not live any more. */
async function tell(
  body: { readonly sessionId: string; readonly events: readonly SessionBeacon[] },
  untilMs: number,
  scope: SessionScope,
): Promise<boolean> {
  const { isOk, text } = await callGateway({
    ...{ kind: "events", service: "playback", method: "POST", path: "/playback/events" },
    ...{ body, untilMs },
  }, scope);
  return isOk && (JSON.parse(text) as { readonly state?: string }).state === "displaced";
}

function feedOf(answer: GatewayAnswer, learn: (offer: PlayOffer) => void): Feed {
  if (answer.isOk) {
    const offer = JSON.parse(answer.text) as PlayOffer;
    learn(offer);
    return { input: { kind: "offer", ocas: offeredOcas(offer) } };
  }
  const message = `${answer.code}: ${answer.detail ?? ""}`;
  return isBusiness(answer)
    ? { input: { kind: "refusal", message } }
    : { input: { kind: "no-offer" } };
}

/** A session that was stopped without a picture has left, unless the load was over first. */
function outcomeOf({ outcome }: ViewerResult, scope: SessionScope) {
  return outcome === "stopped" && !scope.recorder.isServed ? outOfTime(scope) : outcome;
}
