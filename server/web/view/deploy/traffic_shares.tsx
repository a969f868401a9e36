/** @jsxImportSource preact */
import type { DeployGroup } from "@netops/core/contracts";
import type { VNode } from "preact";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import type { Verdict } from "../health.ts";
import { percent, shareWords } from "./deploy_words.ts";

const ROLES: Readonly<Record<DeployGroup["role"], string>> = {
  old: "old",
  fresh: "new",
  baseline: "baseline",
};

/** Which share each server group gets, beside the share that it should get. */
export function TrafficShares({ groups }: { readonly groups: readonly DeployGroup[] }): VNode {
  if (groups.length === 0) return <p class="empty">No server group takes part yet.</p>;
  return (
    <ul class="shares" aria-label="Requests by server group">
      {groups.map((group) => <Share key={group.name} group={group} />)}
    </ul>
  );
}

function Share({ group }: { readonly group: DeployGroup }): VNode {
  const { name, role, version, wantPercent, actualPercent } = group;
  const words = `${percent(actualPercent)} of the requests, wanted are ${percent(wantPercent)}`;
  return (
    <li>
      <p>
        <span class="id">{plainText(name)}</span>
        <span class="soft">{ROLES[role]} {plainText(version?.slice(0, 8) ?? "")}</span>
        <StatusMark verdict={groupVerdict(group)} />
        <strong class="traffic-words">{shareWords(group)}</strong>
      </p>
      <svg class={`traffic-bar traffic-${role}`} role="img" aria-label={`${name}: ${words}`}>
        <rect class="traffic-track" width="100%" height="100%" />
        <rect class="traffic-fill" width={`${actualPercent ?? wantPercent}%`} height="100%" />
        <line x1={`${wantPercent}%`} x2={`${wantPercent}%`} y1="0" y2="100%" />
      </svg>
    </li>
  );
}

function groupVerdict({ up, desired }: DeployGroup): Verdict {
  if (desired === 0) return { tone: "off", word: "gone" };
  return { tone: up >= desired ? "ok" : "wait", word: `${up}/${desired} up` };
}
