/** @jsxImportSource preact */
import { GROUND_ZONE } from "@netops/core";
import type { VNode } from "preact";
import type { AppRow, InstanceRow } from "../ops_snapshot.ts";
import { appVerdict } from "./health.ts";
import { AppActions } from "./app_actions.tsx";
import { InstanceChip } from "./instance_chip.tsx";
import type { PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { StatusMark } from "./status_mark.tsx";
import { logsUrl, tracesUrl } from "./view_url.ts";

interface AppsProps {
  readonly state: PageState;
  readonly send: Send;
}

/** The grid of applications by zones; every cell holds the instances that stand there. */
export function AppsPanel({ state, send }: AppsProps): VNode {
  const apps = shownApps(state);
  const zones = zonesOf(Object.values(state.snapshot.instances), apps);
  return (
    <Panel
      id="apps"
      title="Applications"
      filter={<AppFilter text={state.view.filter} />}
      command={<Command text="netops ps --watch" copied={state.copied} send={send} />}
    >
      {apps.length === 0
        ? <p class="empty">{emptyText(state)}</p>
        : (
          <table class="apps" role="table">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Application</th>
                {zones.map((zone) => <th role="columnheader" scope="col" key={zone}>{zone}</th>)}
                {zones.length === 0 ? <th role="columnheader" scope="col">Instances</th> : null}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {apps.map((app) => (
                <AppLine key={app.app} app={app} zones={zones} state={state} send={send} />
              ))}
            </tbody>
          </table>
        )}
    </Panel>
  );
}

function AppFilter({ text }: { readonly text: string }): VNode {
  return (
    <form class="head-filter" method="get" action="/ops" data-filters>
      <input
        name="q"
        type="search"
        value={text}
        placeholder="filter"
        aria-label="Filter applications"
      />
    </form>
  );
}

function AppLine(
  props: AppsProps & { readonly app: AppRow; readonly zones: readonly string[] },
): VNode {
  const { app, state, send } = props;
  const own = Object.values(state.snapshot.instances).filter((one) => one.app === app.app);
  return (
    <tr role="row">
      <th role="rowheader" scope="row" class="app-cell">
        <a class="app-name" href={logsUrl(app.app)} data-nav>{app.app}</a>
        <span class="app-state">
          <StatusMark verdict={appVerdict(app)} />
          <span class="count">{app.up} of {app.desired}</span>
          <a
            class="soft-link"
            href={tracesUrl(app.app)}
            data-nav
            aria-label={`Traces of ${app.app}`}
          >
            traces
          </a>
        </span>
        {app.url === undefined
          ? null
          : <a class="url" href={app.url}>{shortUrl(app.url, state.snapshot.head.urls.gateway)}</a>}
        {state.canAct ? <AppActions app={app} send={send} /> : null}
      </th>
      {own.some((one) => one.zone === GROUND_ZONE)
        ? <UnzonedCell {...props} own={own} />
        : props.zones.map((zone) => (
          <td role="cell" key={zone} data-zone={zone}>
            <InstanceList
              instances={own.filter((one) => one.zone === zone)}
              state={state}
              send={send}
            />
          </td>
        ))}
    </tr>
  );
}

/** Instances without a zone stand in no column: one cell over all of them, which says so. */
function UnzonedCell(
  props: AppsProps & {
    readonly own: readonly InstanceRow[];
    readonly zones: readonly string[];
  },
): VNode {
  return (
    <td
      role="cell"
      class="unzoned"
      data-zone="No zone"
      {...(props.zones.length > 1 ? { colSpan: props.zones.length } : {})}
    >
      <InstanceList instances={props.own} state={props.state} send={props.send} />
      <p class="zone-note">in no zone</p>
    </td>
  );
}

function InstanceList(props: AppsProps & { readonly instances: readonly InstanceRow[] }): VNode {
  if (props.instances.length === 0) return <None />;
  const { snapshot, canAct } = props.state;
  return (
    <ul class="chips">
      {props.instances.map((instance) => (
        <InstanceChip
          key={instance.id}
          instance={instance}
          atMs={snapshot.atMs}
          canAct={canAct}
          send={props.send}
        />
      ))}
    </ul>
  );
}

function None(): VNode {
  return (
    <span class="none">
      <span aria-hidden="true">–</span>
      <span class="sr-only">no instance</span>
    </span>
  );
}

function shownApps(state: PageState): AppRow[] {
  const words = state.view.filter.toLowerCase();
  return Object.values(state.snapshot.apps)
    .filter((app) => app.tier !== "ground" && app.app.toLowerCase().includes(words))
    .sort((left, right) => left.app < right.app ? -1 : 1);
}

function emptyText(state: PageState): string {
  if (state.snapshot.head.fleet.okAtMs === 0) {
    return "Nothing is known: fleet has not answered yet.";
  }
  return state.view.filter === ""
    ? "No application runs. Describe one in netops.yaml, or let netops init write it."
    : `No application holds “${state.view.filter}” in its name.`;
}

/** The zones in which these apps have instances, in order; having none is no zone. */
export function zonesOf(instances: readonly InstanceRow[], apps: readonly AppRow[]): string[] {
  const names = new Set(apps.map((app) => app.app));
  const zones = instances.filter((one) => names.has(one.app)).map((one) => one.zone);
  return [...new Set(zones)].filter((zone) => zone !== GROUND_ZONE).sort();
}

/** What stands after the gateway's address, which the page names once; other addresses stay whole. */
function shortUrl(url: string, gateway: string): string {
  return gateway !== "" && url.startsWith(`${gateway}/`) ? url.slice(gateway.length) : url;
}
