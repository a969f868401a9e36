/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatClockMs } from "./format.ts";
import type { NumberedLine, PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { LOG_LEVELS, type OpsView } from "./view_url.ts";

interface LogsProps {
  readonly state: PageState;
  readonly send: Send;
}

/** The logs of one application: filtered, followed, paused. */
export function LogsPanel({ state, send }: LogsProps): VNode {
  const { view, logs } = state;
  const shown = filterLines(logs.lines, view);
  const command = `netops logs ${view.app} -f` +
    (view.level === "debug" ? "" : ` --level ${view.level}`) +
    (view.filter === "" ? "" : ` --grep ${JSON.stringify(view.filter)}`);
  return (
    <Panel
      id="logs"
      title={view.app === "" ? "Logs" : `Logs of ${view.app}`}
      note={view.app === "" ? "" : `${shown.length} of ${logs.lines.length} lines`}
      {...(view.app === ""
        ? {}
        : { command: <Command text={command} copied={state.copied} send={send} /> })}
    >
      <LogFilters state={state} send={send} />
      {logs.error === undefined
        ? null
        : <p class="warning" role="alert">The log stream ended: {logs.error}</p>}
      {logs.skipped === 0 ? null : (
        <p class="warning">
          {logs.skipped} lines came too fast to show; the command has them all.
        </p>
      )}
      {view.app === "" ? <p class="empty">Choose an application.</p> : (
        <div
          class="log"
          tabIndex={0}
          role="region"
          aria-label={`Log lines of ${view.app}`}
          data-log
        >
          {shown.length === 0
            ? (
              <p class="empty">
                {logs.lines.length === 0 ? "No lines yet." : "No line fits the filter."}
              </p>
            )
            : <ol>{shown.map((line) => <LogRow key={line.number} line={line} />)}</ol>}
        </div>
      )}
    </Panel>
  );
}

function LogFilters({ state, send }: LogsProps): VNode {
  const { view, logs } = state;
  const apps = Object.keys(state.snapshot.apps);
  const names = [...new Set(view.app === "" ? apps : [...apps, view.app])].sort();
  return (
    <form class="filters" method="get" action="/ops" data-filters>
      <input type="hidden" name="tab" value="logs" />
      <label>
        Application
        <select name="app" value={view.app}>
          <option value="" selected={view.app === ""}>choose…</option>
          {names.map((app) => (
            <option key={app} value={app} selected={app === view.app}>{app}</option>
          ))}
        </select>
      </label>
      <label>
        Level
        <select name="level" value={view.level}>
          {LOG_LEVELS.map((level) => (
            <option key={level} value={level} selected={level === view.level}>
              {level === "error" ? "error" : `${level} and above`}
            </option>
          ))}
        </select>
      </label>
      <label class="grow">
        Filter
        <input name="q" type="search" value={view.filter} placeholder="text or instance" />
      </label>
      <button class="no-js" type="submit">Apply</button>
      <span class="buttons js-only">
        <button
          type="button"
          aria-pressed={logs.isFollowed}
          onClick={() => send({ type: "log-mode", mode: { isFollowed: !logs.isFollowed } })}
        >
          Follow
        </button>
        <button
          type="button"
          aria-pressed={logs.isPaused}
          onClick={() => send({ type: "log-mode", mode: { isPaused: !logs.isPaused } })}
        >
          {logs.isPaused && logs.held.length > 0 ? `Paused, ${logs.held.length} new` : "Pause"}
        </button>
        <button type="button" onClick={() => send({ type: "log-clear" })}>Clear</button>
      </span>
    </form>
  );
}

function LogRow({ line }: { readonly line: NumberedLine }): VNode {
  return (
    <li class={`line level-${line.level}`}>
      <time>{formatClockMs(line.tsMs)}</time>
      <span class="level">{line.level}</span>
      <span class="id">{line.instance}</span>
      <span class="text">{line.text}</span>
    </li>
  );
}

/** Lines at or above the level that hold the text, in their text or the instance's id. */
export function filterLines<Line extends NumberedLine>(
  lines: readonly Line[],
  by: Pick<OpsView, "filter" | "level">,
): Line[] {
  const words = by.filter.toLowerCase();
  const least = LOG_LEVELS.indexOf(by.level);
  return lines.filter((line) =>
    LOG_LEVELS.indexOf(line.level) >= least &&
    `${line.instance} ${line.text}`.toLowerCase().includes(words)
  );
}
