/** @jsxImportSource preact */
import type { VNode } from "preact";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { LoadCharts } from "./load_charts.tsx";
import { LoadEvents, LoadLimits } from "./load_facts.tsx";
import { LoadHead } from "./load_head.tsx";
import { LoadList } from "./load_list.tsx";
import { type LoadProps, loadUrl, type OneLoadProps } from "./load_props.ts";

/** The loads view: the one that runs and those before it, or one of them. */
export function LoadPanels({ state, send }: LoadProps): VNode {
  const asked = state.view.load;
  const { answer } = shownData(state.data, state.view, { kind: "loads" });
  const view = answer?.ok === true ? answer.value : undefined;
  const load = view?.shown;
  // What was asked for before is no answer to this.
  const isIt = asked === "" ? load?.standing === "running" : load?.id === asked;
  const one = view === undefined || load === undefined || !isIt
    ? undefined
    : <OneLoad state={state} send={send} view={view} load={load} />;
  if (asked === "") {
    return (
      <>
        {one}
        <LoadList state={state} send={send} answer={answer} />
      </>
    );
  }
  return (
    <>
      <p class="load-back">
        <a href={loadUrl()} data-nav>All loads</a>
      </p>
      {one ?? (
        <Panel id="load" title={`Load ${plainText(asked)}`}>
          <NoData
            answer={answer?.ok === true ? undefined : answer}
            what="this load"
            who="The page"
          />
        </Panel>
      )}
    </>
  );
}

function OneLoad(props: OneLoadProps): VNode {
  return (
    <>
      <LoadHead {...props} />
      <LoadCharts {...props} />
      <LoadLimits {...props} />
      <LoadEvents {...props} />
    </>
  );
}
