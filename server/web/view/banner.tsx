/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatAge, formatClock } from "./format.ts";
import { ageMs, type PageState } from "./page_state.ts";

/** Says loudly when what the page shows is old: the page is cut off, or fleet does not answer it. */
export function Banner({ state }: { readonly state: PageState }): VNode | null {
  if (state.link === "lost") return <LostPage state={state} />;
  const { fleet } = state.snapshot.head;
  if (fleet.error === undefined) return null;
  return (
    <div class="banner" role="alert">
      <strong>Fleet does not answer.</strong> {fleet.error}.{" "}
      {fleet.okAtMs === 0 ? "Nothing is known of the platform yet." : (
        <span aria-live="off">
          What you see is from {formatClock(fleet.okAtMs)},{" "}
          {formatAge(state.snapshot.atMs - fleet.okAtMs)} ago.
        </span>
      )} See <code>netops doctor</code>.
    </div>
  );
}

function LostPage({ state }: { readonly state: PageState }): VNode {
  return (
    <div class="banner" role="alert">
      <strong>Connection lost.</strong>{" "}
      <span aria-live="off">
        What you see is from {formatClock(state.snapshot.atMs)}, {formatAge(ageMs(state))} ago.
      </span>{" "}
      Trying again. If the platform was stopped: <code>netops up</code>.
    </div>
  );
}
