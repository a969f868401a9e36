/** @jsxImportSource preact */
import type { StageView } from "@netops/core/contracts";
import type { VNode } from "preact";
import { formatAge } from "../format.ts";
import { plainText } from "../plain_text.ts";
import { StatusShape } from "../status_mark.tsx";
import type { OneDeployProps } from "./deploy_props.ts";
import { stageVerdict } from "./deploy_words.ts";
import { isOver } from "./execution_facts.ts";
import { laneCount, type StageLane, stageLanes } from "./stage_lanes.ts";

/** Distance of two lanes, and where a stage's mark stands in its line. */
const LANE_PX = 20;
const MARK_PX = 20;
const MOST_OUTPUTS = 2;

/** The stages as a graph from top to bottom: what waits for what, how each stands, and why. */
export function StageGraph({ view, state }: OneDeployProps): VNode {
  const rows = stageLanes(view.stages);
  const lanes = laneCount(rows);
  return (
    <ol class="stages" aria-label="Stages">
      {rows.map((row) => (
        <li key={row.stage.name}>
          <Rail row={row} lanes={lanes} />
          <StageLine stage={row.stage} nowMs={state.snapshot.atMs} />
        </li>
      ))}
    </ol>
  );
}

function StageLine(
  { stage, nowMs }: { readonly stage: StageView; readonly nowMs: number },
): VNode {
  const { name, type, needs, status, startedAtMs, endedAtMs } = stage;
  const took = startedAtMs === undefined ? "" : formatAge((endedAtMs ?? nowMs) - startedAtMs);
  const info = infoOf(stage);
  return (
    <div class="stage">
      <p>
        <strong>{plainText(name)}</strong>
        {name === type ? null : <span class="soft">{plainText(type)}</span>}
        <span class="soft">{stageVerdict(status).word}{took === "" ? "" : `, ${took}`}</span>
        {needs.length === 0 ? null : <span class="soft">after {plainText(needs.join(", "))}</span>}
      </p>
      {info === "" ? null : <p class="stage-info">{info}</p>}
    </div>
  );
}

/** What it waits for, why it ended badly, or what it gave out. */
function infoOf(stage: StageView): string {
  const { status, reason, outputs, deploy } = stage;
  if (reason !== undefined && (!isOver(stage) || status !== "SUCCEEDED")) return plainText(reason);
  if (deploy !== undefined || status !== "SUCCEEDED") return "";
  return Object.entries(outputs).slice(0, MOST_OUTPUTS)
    .map(([name, value]) => plainText(`${name} ${String(value).slice(0, 12)}`)).join(", ");
}

/** Lines of the graph beside a stage, and its mark. */
function Rail(
  { row, lanes }: { readonly row: StageLane<StageView>; readonly lanes: number },
): VNode {
  const x = (lane: number) => LANE_PX * lane + LANE_PX / 2;
  const own = x(row.lane);
  return (
    <svg class="rail" width={lanes * LANE_PX} aria-hidden="true" focusable="false">
      {row.passes.map((lane) => <line key={lane} x1={x(lane)} x2={x(lane)} y1="0" y2="100%" />)}
      {row.joins.map((lane) => (
        <path
          key={lane}
          d={`M${x(lane)} 0C${x(lane)} ${MARK_PX / 2} ${own} ${MARK_PX / 2} ${own} ${MARK_PX}`}
        />
      ))}
      {row.goesOn ? <line x1={own} x2={own} y1={MARK_PX} y2="100%" /> : null}
      <circle cx={own} cy={MARK_PX} r="9" />
      <svg x={own - 6} y={MARK_PX - 6} width="12" height="12">
        <StatusShape tone={stageVerdict(row.stage.status).tone} />
      </svg>
    </svg>
  );
}
