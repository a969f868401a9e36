/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { FoundLines } from "../telemetry/data_answer.ts";
import { LogLines } from "./log_lines.tsx";
import { NoData } from "./no_data.tsx";
import { shownData } from "./page_data.ts";
import type { PageState } from "./page_state.ts";
import { literalPattern, shellWord } from "./shell_word.ts";
import type { OpsView } from "./view_url.ts";

/** What a search over the logs of all services, or of a time gone by, has found. */
export function LogSearch({ state }: { readonly state: PageState }): VNode {
  const { answer, isFresh } = shownData(state.data, state.view, { kind: "logs" });
  if (answer?.ok !== true) return <NoData answer={answer} what="logs" />;
  const found = answer.value;
  return (
    <>
      {found.complete ? null : (
        <p class="warning" role="status">
          The search took too long and was ended: earlier lines may fit, too. Narrow it by time.
        </p>
      )}
      <div
        class="log"
        tabIndex={0}
        role="region"
        aria-label="Log lines that were found"
        aria-busy={!isFresh}
        data-log
      >
        {found.lines.length === 0
          ? <p class="empty">No line fits.</p>
          : <LogLines lines={found.lines} />}
      </div>
    </>
  );
}

/** How many lines were found, in words. */
export function foundText(state: PageState): string {
  const { answer } = shownData(state.data, state.view, { kind: "logs" });
  return answer?.ok === true ? countText(answer.value) : "";
}

function countText({ lines, isCut }: FoundLines): string {
  if (isCut) return `the newest ${lines.length} that fit`;
  return lines.length === 1 ? "1 line" : `${lines.length} lines`;
}

/** The command that finds the same. */
export function searchCommand(view: OpsView): string {
  return "netops logs" + (view.app === "" ? "" : ` ${shellWord(view.app)}`) +
    (view.level === "debug" ? "" : ` --level ${view.level}`) +
    (view.filter === "" ? "" : ` --grep ${shellWord(literalPattern(view.filter))}`) +
    (view.trace === "" ? "" : ` --trace ${shellWord(view.trace)}`) +
    (view.range === "" ? "" : ` --since ${view.range}`);
}
