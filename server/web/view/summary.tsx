/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { OpsHead, OpsSnapshot } from "../ops_snapshot.ts";
import { formatClock, formatRate, formatRatio } from "./format.ts";
import { appVerdict, type Health, healthOf } from "./health.ts";
import type { PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command } from "./panel.tsx";
import { plainText } from "./plain_text.ts";
import { StatusMark, StatusShape } from "./status_mark.tsx";
import { deployUrl, logsUrl } from "./view_url.ts";

/** The first thing to read: is it healthy, and if not, what and why. */
export function Summary(
  { state, send }: { readonly state: PageState; readonly send: Send },
): VNode {
  const health = healthOf(state.snapshot);
  const { urls } = state.snapshot.head;
  return (
    <section class={`summary edge-${health.tone}`} aria-labelledby="health">
      <div class="verdict">
        <h2 id="health">
          <StatusShape tone={health.tone} />
          {health.word}
        </h2>
        <Problems health={health} />
        <Alerts alerts={state.snapshot.head.alerts} />
        <Deploys deploys={state.snapshot.head.deploys} />
        <div class="hints">
          <p class="hint">
            Gateway <a href={urls.gateway}>{urls.gateway}</a>
          </p>
          {urls.watch === undefined ? null : (
            <p class="hint">
              Player <a href={urls.watch}>{urls.watch}</a>
            </p>
          )}
          <Command text="netops status" copied={state.copied} send={send} />
          {state.canAct ? null : (
            <p class="hint">
              This page is read-only. To restart or scale from here:{" "}
              <Command text="netops open" copied={state.copied} send={send} />
            </p>
          )}
        </div>
      </div>
      <Figures snapshot={state.snapshot} />
    </section>
  );
}

function Problems({ health }: { readonly health: Health }): VNode | null {
  if (health.problems.length === 0) return null;
  return (
    <ul class="problems">
      {health.problems.map(({ app, why }) => (
        <li key={app.app}>
          <StatusMark verdict={appVerdict(app)} />
          <a href={logsUrl(app.app)} data-nav>{app.app}</a>
          <span class="why">{why}</span>
        </li>
      ))}
    </ul>
  );
}

/** What fires, in its own words; unknown is not silent. */
function Alerts({ alerts }: { readonly alerts: OpsHead["alerts"] }): VNode | null {
  if (alerts === undefined) return null;
  if (alerts.error !== undefined) {
    return <p class="hint">Which alerts fire is not known: {plainText(alerts.error)}</p>;
  }
  if (alerts.count === 0) return null;
  const more = alerts.count - alerts.firing.length;
  return (
    <ul class="problems" aria-label="Alerts that fire">
      {alerts.firing.map((alert) => (
        <li key={alert.name + alert.summary + JSON.stringify(alert.labels)}>
          <StatusMark
            verdict={{
              tone: alert.severity === "page" ? "bad" : "warn",
              word: plainText(alert.severity ?? "alert"),
            }}
          />
          <strong>{plainText(alert.name)}</strong>
          <span class="why">
            {plainText(alert.summary)}, since {formatClock(alert.activeAtMs)}
          </span>
        </li>
      ))}
      {more > 0 ? <li class="why">and {more} more</li> : null}
    </ul>
  );
}

function Deploys({ deploys }: { readonly deploys: OpsHead["deploys"] }): VNode | null {
  if (deploys === undefined || deploys.running.length === 0) return null;
  return (
    <ul class="problems" aria-label="Deploys that run">
      {deploys.running.map(({ id, app, words }) => (
        <li key={id}>
          <StatusMark verdict={{ tone: "wait", word: "deploy" }} />
          <a href={deployUrl(id)} data-nav>{plainText(app)}</a>
          <span class="why">{plainText(words)}</span>
        </li>
      ))}
    </ul>
  );
}

function Figures({ snapshot }: { readonly snapshot: OpsSnapshot }): VNode {
  const services = Object.values(snapshot.apps).filter((app) => app.tier !== "ground");
  const up = services.reduce((sum, app) => sum + app.up, 0);
  const desired = services.reduce((sum, app) => sum + app.desired, 0);
  const rows = Object.values(snapshot.traffic);
  const calls = rows.reduce((sum, row) => sum + row.callsPerS, 0);
  const failed = rows.reduce((sum, row) => sum + row.callsPerS * (row.errorRatio ?? 0), 0);
  return (
    <dl class="figures">
      <Figure name="Applications" value={String(services.length)} />
      <Figure name="Instances up" value={String(up)} of={`of ${desired}`} />
      <Figure name="Calls/s" value={rows.length === 0 ? "–" : formatRate(calls)} />
      <Figure name="Errors" value={calls === 0 ? "–" : formatRatio(failed / calls)} />
    </dl>
  );
}

function Figure(
  props: { readonly name: string; readonly value: string; readonly of?: string },
): VNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.value}
        {props.of === undefined ? null : <small>{props.of}</small>}
      </dd>
    </div>
  );
}
