/** @jsxImportSource preact */
import type { GalleryVariable, GalleryView } from "@netops/core/contracts";
import type { VNode } from "preact";
import type { ChaosAction } from "../../chaos/chaos_values.ts";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import type { ChaosProps } from "./chaos_props.ts";
import { chaosCommand } from "./chaos_words.ts";

/** Experiments that are ready to run: those that fit this platform first. */
export function GalleryPanel({ state, send }: ChaosProps): VNode {
  const { answer } = shownData(state.data, state.view, { kind: "chaos" });
  const gallery = answer?.ok === true ? answer.value.gallery : undefined;
  const apps = Object.values(state.snapshot.apps);
  const hasStreaming = apps.some(({ app }) => app === "playback");
  const services = apps.filter(({ tier }) => tier !== "ground").map(({ app }) => app).sort();
  const fitting = gallery?.filter(({ on }) => on === "service" || hasStreaming) ?? [];
  const others = (gallery?.length ?? 0) - fitting.length;
  return (
    <Panel
      id="gallery"
      title="Ready experiments"
      note={gallery === undefined ? "" : `${fitting.length} that fit this platform`}
      command={<Command text="netops chaos gallery" copied={state.copied} send={send} />}
    >
      {gallery === undefined
        ? <NoData answer={answer} what="experiments" who="The guardian" />
        : (
          <table class="cards" role="table">
            <caption class="sr-only">Ready experiments</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Experiment</th>
                <th role="columnheader" scope="col">What happens</th>
                <th role="columnheader" scope="col">Run it</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {fitting.map((entry) => (
                <tr role="row" key={entry.name}>
                  <th role="rowheader" scope="row" class="card-title">
                    <strong class="kind-name">{entry.name}</strong>
                  </th>
                  <td role="cell" data-label="What happens">{entry.summary}</td>
                  <td role="cell" class="card-act">
                    <RunIt entry={entry} services={services} state={state} send={send} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      {others === 0 ? null : (
        <p class="foot">
          {others} more are for the streaming platform: <code>netops up</code>.
        </p>
      )}
    </Panel>
  );
}

interface RunItProps extends ChaosProps {
  readonly entry: GalleryView;
  readonly services: readonly string[];
}

/** Variables that name an application. */
const APPS: ReadonlySet<string> = new Set(["app", "dependency"]);

function RunIt({ entry, services, state, send }: RunItProps): VNode {
  if (!state.canAct) {
    const action = runOf(entry, new Map([["app", services[0] ?? "NAME"]]));
    return <Command text={chaosCommand(action)} copied={state.copied} send={send} />;
  }
  const isStopped = state.snapshot.head.chaos?.lever === "stopped";
  return (
    <form
      class="run-it"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new Map(
          [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
        );
        send({ type: "ask", action: runOf(entry, typed) });
      }}
    >
      {(entry.on === "service" ? entry.variables : []).map((variable) => (
        <VariableField key={variable.name} variable={variable} services={services} />
      ))}
      <button
        type="submit"
        disabled={isStopped || (entry.on === "service" && services.length === 0)}
        aria-label={`Run ${entry.name}`}
      >
        Run
      </button>
      {isStopped ? <span class="soft">chaos is stopped</span> : null}
    </form>
  );
}

function VariableField(
  { variable, services }: {
    readonly variable: GalleryVariable;
    readonly services: readonly string[];
  },
): VNode {
  const { name, usual } = variable;
  return (
    <label>
      {plainText(name)}
      {APPS.has(name)
        ? (
          <select name={name}>
            {services.map((app) => (
              <option key={app} value={app} selected={app === usual}>{app}</option>
            ))}
          </select>
        )
        : <input name={name} type="text" defaultValue={usual} required />}
    </label>
  );
}

/** Only what differs from what the experiment says itself is told, and the application always. */
function runOf(
  { name, variables }: GalleryView,
  typed: ReadonlyMap<string, string>,
): Extract<ChaosAction, { verb: "run" }> {
  const told = variables.flatMap(({ name: variable, usual }) => {
    const value = typed.get(variable);
    return value === undefined || (value === usual && variable !== "app")
      ? []
      : [`${variable}=${value}`];
  });
  return { verb: "run", name, variables: told };
}
