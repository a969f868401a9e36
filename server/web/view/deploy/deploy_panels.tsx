/** @jsxImportSource preact */
import type { VNode } from "preact";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Panel } from "../panel.tsx";
import { deployUrl } from "../view_url.ts";
import { DeployHead } from "./deploy_head.tsx";
import { DeployList } from "./deploy_list.tsx";
import type { DeployProps, OneDeployProps } from "./deploy_props.ts";
import { deployStageOf } from "./execution_facts.ts";
import { JudgePanel } from "./judge_panel.tsx";
import { StageGraph } from "./stage_graph.tsx";
import { TrafficShares } from "./traffic_shares.tsx";

/** The deploys view: what is shipped and was shipped, or one deploy as it goes on. */
export function DeployPanels({ state, send }: DeployProps): VNode {
  if (state.snapshot.head.deploys === undefined) {
    return (
      <p class="warning" role="alert">
        <strong>No conductor is up,</strong> so nothing can be shipped.
      </p>
    );
  }
  if (state.view.deploy === "") return <DeployList state={state} send={send} />;
  return (
    <>
      <p class="deploy-back">
        <a href={deployUrl("")} data-nav>All deploys</a>
      </p>
      <OneDeploy state={state} send={send} />
    </>
  );
}

function OneDeploy({ state, send }: DeployProps): VNode {
  const { answer } = shownData(state.data, state.view, { kind: "deploy" });
  if (answer?.ok !== true) {
    const data = <NoData answer={answer} what="this deploy" who="The conductor" />;
    return <Panel id="deploy" title={`Deploy ${state.view.deploy}`}>{data}</Panel>;
  }
  const props: OneDeployProps = { state, send, view: answer.value };
  const detail = deployStageOf(answer.value)?.deploy;
  return (
    <>
      <DeployHead {...props} />
      <div class="columns">
        <Panel id="stages" title="Stages">
          <StageGraph {...props} />
        </Panel>
        {detail === undefined ? null : (
          <Panel id="shares" title="Requests go to">
            <TrafficShares groups={detail.groups} />
          </Panel>
        )}
      </div>
      <JudgePanel {...props} />
    </>
  );
}
