/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { Tone, Verdict } from "./health.ts";

/** A shape per tone, so that status never hangs on colour: ● ok, ◐ wait, ▲ warn, × bad, ○ off. */
const SHAPES: Readonly<Record<Tone, () => VNode>> = {
  ok: () => <circle cx="6" cy="6" r="5" fill="currentColor" />,
  wait: () => (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M6 1a5 5 0 0 1 0 10z" fill="currentColor" />
    </>
  ),
  warn: () => <path d="M6 .8 11.6 11H.4z" fill="currentColor" />,
  bad: () => (
    <path
      d="M1.5 1.5l9 9m0-9l-9 9"
      stroke="currentColor"
      stroke-width="2.4"
      fill="none"
    />
  ),
  off: () => <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5" />,
};

/** Draws the shape of a tone; silent for screen readers, as the word stands beside it. */
export function StatusShape({ tone }: { readonly tone: Tone }): VNode {
  return (
    <svg class={`shape tone-${tone}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {SHAPES[tone]()}
    </svg>
  );
}

/** Draws a status as shape and word. */
export function StatusMark({ verdict }: { readonly verdict: Verdict }): VNode {
  return (
    <span class="status">
      <StatusShape tone={verdict.tone} />
      {verdict.word}
    </span>
  );
}
