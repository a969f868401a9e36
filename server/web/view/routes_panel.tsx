/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { RouteRow, SourceState } from "../ops_snapshot.ts";
import { formatAge, formatRatio } from "./format.ts";
import type { Verdict } from "./health.ts";
import type { PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { StatusMark } from "./status_mark.tsx";

interface RoutesProps {
  readonly state: PageState;
  readonly send: Send;
}

/** Where traffic goes, and whether the parts that decide it can be read. */
export function RoutesPanels({ state, send }: RoutesProps): VNode {
  return (
    <div class="columns">
      <RouteTable state={state} send={send} />
      <div class="stack">
        <RegistryPanel state={state} send={send} />
        <GatewayPanel state={state} send={send} />
      </div>
    </div>
  );
}

function RouteTable({ state, send }: RoutesProps): VNode {
  const { snapshot } = state;
  const routes = Object.values(snapshot.routes);
  return (
    <Panel
      id="routes"
      title="Routes"
      note={`epoch ${snapshot.head.routeEpoch}`}
      command={<Command text="netops status --json" copied={state.copied} send={send} />}
    >
      {routes.length === 0
        ? <p class="empty">No routes.</p>
        : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Table of routes">
            <table class="numbers">
              <thead>
                <tr>
                  <th scope="col">Path</th>
                  <th scope="col">Application</th>
                  <th scope="col">Server groups</th>
                  <th scope="col">Sign-in</th>
                </tr>
              </thead>
              <tbody>
                {routes.map((route) => (
                  <tr key={route.key}>
                    <th scope="row">
                      <a class="id" href={`${snapshot.head.urls.gateway}/${route.key}/`}>
                        /{route.key}/
                      </a>
                    </th>
                    <td>{route.app}</td>
                    <td>
                      <Shares route={route} />
                    </td>
                    <td>{route.auth === "user" ? "required" : "none"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}

function Shares({ route }: { readonly route: RouteRow }): VNode {
  const total = route.groups.reduce((sum, group) => sum + group.weight, 0);
  return (
    <ul class="plain">
      {route.groups.map((group) => (
        <li key={group.serverGroup}>
          <span class="id">{group.serverGroup}</span>{" "}
          <span class="num">{formatRatio(total === 0 ? 0 : group.weight / total)}</span>
        </li>
      ))}
    </ul>
  );
}

function RegistryPanel({ state, send }: RoutesProps): VNode {
  const { registry } = state.snapshot.head;
  return (
    <Panel
      id="registry"
      title="Registry"
      command={<Command text="netops registry explain" copied={state.copied} send={send} />}
    >
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <SourceMark source={registry} atMs={state.snapshot.atMs} />
        </dd>
        <dt>Lists</dt>
        <dd>{registry.total} instances, {registry.up} up</dd>
        <dt>Not listed</dt>
        <dd>
          {registry.missing.length === 0
            ? "none: fleet and registry agree"
            : registry.missing.map((id) => <span key={id} class="id">{id}</span>)}
        </dd>
        <dt>Address</dt>
        <dd>
          <a href={`${registry.url}/eureka/apps`}>{registry.url}</a>
        </dd>
      </dl>
    </Panel>
  );
}

function GatewayPanel({ state, send }: RoutesProps): VNode {
  const gateways = Object.values(state.snapshot.gateways);
  return (
    <Panel
      id="gateways"
      title="Gateways"
      command={<Command text="netops logs gateway -f" copied={state.copied} send={send} />}
    >
      {gateways.length === 0 ? <p class="empty">No gateway runs.</p> : (
        <dl class="facts">
          {gateways.map((gateway) => (
            <>
              <dt key={gateway.id} class="id">{gateway.id}</dt>
              <dd>
                <SourceMark source={gateway} atMs={state.snapshot.atMs} />
              </dd>
            </>
          ))}
          <dt>Address</dt>
          <dd>
            <a href={state.snapshot.head.urls.gateway}>{state.snapshot.head.urls.gateway}</a>
          </dd>
        </dl>
      )}
    </Panel>
  );
}

function SourceMark(
  { source, atMs }: { readonly source: SourceState; readonly atMs: number },
): VNode {
  return (
    <>
      <StatusMark verdict={sourceVerdict(source)} />
      {source.error === undefined ? null : (
        <p class="chip-reason">
          {source.error}
          {source.okAtMs === 0 ? "" : ` (last answer ${formatAge(atMs - source.okAtMs)} ago)`}
        </p>
      )}
    </>
  );
}

function sourceVerdict(source: SourceState): Verdict {
  if (source.error === undefined) return { tone: "ok", word: "answers" };
  return { tone: "bad", word: "does not answer" };
}
