/** @jsxImportSource preact */
import type { VNode } from "preact";
import { LogLines } from "./log_lines.tsx";
import { foundText, LogSearch, searchCommand } from "./log_search.tsx";
import { isLogSearch } from "./needed_data.ts";
import type { NumberedLine, PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { literalPattern, shellWord } from "./shell_word.ts";
import { StillButton, TimeChoice } from "./time_choice.tsx";
import { LOG_LEVELS, logsUrl, type OpsView, traceUrl } from "./view_url.ts";

interface LogsProps {
  readonly state: PageState;
  readonly send: Send;
}

/** Logs: of all services searched in telemetry, or of one application followed live. */
export function LogsPanel({ state, send }: LogsProps): VNode {
  const { view, logs } = state;
  const isSearch = isLogSearch(view);
  const shown = filterLines(logs.lines, view);
  const text = isSearch ? searchCommand(view) : followCommand(view);
  return (
    <Panel
      id="logs"
      title={titleOf(view)}
      note={isSearch ? foundText(state) : `${shown.length} of ${logs.lines.length} lines`}
      command={<Command text={text} copied={state.copied} send={send} />}
    >
      <LogFilters state={state} send={send} />
      {view.trace === "" ? null : (
        <p class="foot">
          Only lines of trace <a class="id" href={traceUrl(view.trace)} data-nav>{view.trace}</a>.
          {" "}
          <a href={logsUrl(view.app)} data-nav>Show all lines</a>
        </p>
      )}
      {isSearch ? <LogSearch state={state} /> : <LiveLog state={state} lines={shown} />}
    </Panel>
  );
}

function titleOf({ app, trace }: OpsView): string {
  if (app !== "") return `Logs of ${app}`;
  return trace === "" ? "Logs of all services" : "Logs of a trace";
}

function followCommand({ app, level, filter }: OpsView): string {
  return `netops logs ${shellWord(app)} -f` + (level === "debug" ? "" : ` --level ${level}`) +
    (filter === "" ? "" : ` --grep ${shellWord(literalPattern(filter))}`);
}

function LiveLog(
  { state, lines }: { readonly state: PageState; readonly lines: readonly NumberedLine[] },
): VNode {
  const { view, logs } = state;
  return (
    <>
      {logs.error === undefined
        ? null
        : <p class="warning" role="alert">The log stream ended: {logs.error}</p>}
      {logs.skipped === 0 ? null : (
        <p class="warning">
          {logs.skipped} lines came too fast to show; the command has them all.
        </p>
      )}
      <div
        class="log"
        tabIndex={0}
        role="region"
        aria-label={`Log lines of ${view.app}`}
        data-log
      >
        {lines.length === 0
          ? (
            <p class="empty">
              {logs.lines.length === 0 ? "No lines yet." : "No line fits the filter."}
            </p>
          )
          : <LogLines lines={lines} />}
      </div>
    </>
  );
}

function LogFilters({ state, send }: LogsProps): VNode {
  const { view } = state;
  const apps = Object.keys(state.snapshot.apps);
  const names = [...new Set(view.app === "" ? apps : [...apps, view.app])].sort();
  return (
    <form class="filters" method="get" action="/ops" data-filters>
      <input type="hidden" name="tab" value="logs" />
      {view.trace === "" ? null : <input type="hidden" name="trace" value={view.trace} />}
      <label>
        Application
        <select name="app" value={view.app}>
          <option value="" selected={view.app === ""}>all services</option>
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
      <TimeChoice
        range={view.range}
        {...(view.app !== "" && view.trace === "" ? { first: "live, as it comes" } : {})}
      />
      <label class="grow">
        {isLogSearch(view) ? "Search" : "Filter"}
        <input
          name="q"
          type="search"
          value={view.filter}
          placeholder={isLogSearch(view) ? "text in lines and their fields" : "text or instance"}
        />
      </label>
      <button class="no-js" type="submit">Apply</button>
      {isLogSearch(view)
        ? <StillButton state={state} send={send} />
        : <FollowButtons state={state} send={send} />}
    </form>
  );
}

function FollowButtons({ state, send }: LogsProps): VNode {
  const { logs } = state;
  return (
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
