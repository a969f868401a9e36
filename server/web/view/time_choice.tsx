/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { Send } from "./page_message.ts";
import type { PageState } from "./page_state.ts";
import { type OpsView, TIME_RANGES } from "./view_url.ts";

const WORDS: Readonly<Record<OpsView["range"], string>> = {
  "": "all that is kept",
  "5m": "last 5 min",
  "15m": "last 15 min",
  "1h": "last hour",
  "24h": "last 24 hours",
};

/** Chooses how far back is looked; `first` says what no choice means. */
export function TimeChoice(
  { range, first }: { readonly range: OpsView["range"]; readonly first?: string },
): VNode {
  return (
    <label>
      Time
      <select name="range" value={range}>
        {TIME_RANGES.map((one) => (
          <option key={one} value={one} selected={one === range}>
            {one === "" ? first ?? WORDS[one] : WORDS[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Holds what telemetry answered as it is, or lets it go on. */
export function StillButton(
  { state, send }: { readonly state: PageState; readonly send: Send },
): VNode {
  return (
    <button
      type="button"
      class="js-only"
      aria-pressed={state.isStill}
      onClick={() => send({ type: "still", isOn: !state.isStill })}
    >
      {state.isStill ? "Paused" : "Pause"}
    </button>
  );
}
