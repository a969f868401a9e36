/** @jsxImportSource preact */
import type { VNode } from "preact";

/** Drawings of 24 by 24, in the colour of the text. */
const PATHS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z",
  replay: "M12 5V1.8L6.5 6.4 12 11V7.6a5.7 5.7 0 1 1-5.6 6.9H3.8A8.3 8.3 0 1 0 12 5z",
  back: "M14.8 5.2 8 12l6.8 6.8 1.6-1.6-5.2-5.2 5.2-5.2z",
  search:
    "M10.5 4a6.5 6.5 0 1 0 3.9 11.7l4.3 4.3 1.5-1.5-4.3-4.3A6.5 6.5 0 0 0 10.5 4m0 2.1a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8",
  loud: "M4 9.2v5.6h3.6L13 19.6V4.4L7.6 9.2zM15 8.4a4.6 4.6 0 0 1 0 7.2v2.2a6.6 6.6 0 0 0 0-11.6z",
  mute:
    "M4 9.2v5.6h3.6L13 19.6V4.4L7.6 9.2zm11.2-.5 2.4 2.4L20 8.7l1.3 1.3-2.4 2.4 2.4 2.4-1.3 1.3-2.4-2.4-2.4 2.4-1.3-1.3 2.4-2.4-2.4-2.4z",
  captions:
    "M4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5m0 1.8v10.4h15V6.8zM6.5 12.9H11v1.8H6.5zm6.5 0h4.5v1.8H13zM6.5 9.3H9v1.8H6.5zm4.5 0h6.5v1.8H11z",
  settings:
    "M5 7.1h8.3a2.8 2.8 0 0 1 5.4 0H21v1.8h-2.3a2.8 2.8 0 0 1-5.4 0H3V7.1zm-2 8h2.3a2.8 2.8 0 0 1 5.4 0H21v1.8H10.7a2.8 2.8 0 0 1-5.4 0H3z",
  full: "M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z",
  small: "M8 4h2v6H4V8h4zm6 0h2v4h4v2h-6zM4 14h6v6H8v-4H4zm10 0h6v2h-4v4h-2z",
  picture:
    "M4.5 5h15A1.5 1.5 0 0 1 21 6.5V11h-1.9V6.9H4.9v10.2H10V19H4.5A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5M12 12.5h9V19h-9z",
  why:
    "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18m0 1.9a7.1 7.1 0 1 0 0 14.2 7.1 7.1 0 0 0 0-14.2m-1 10h2v2h-2zm1-7.6c1.9 0 3.3 1.2 3.3 2.9 0 1.3-.8 2-1.6 2.5-.6.4-.8.6-.8 1.2h-1.9c0-1.5.8-2.1 1.5-2.6.6-.4.9-.6.9-1.1 0-.7-.6-1.1-1.4-1.1s-1.4.5-1.5 1.3l-1.9-.2c.2-1.8 1.6-2.9 3.4-2.9",
  close:
    "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  down: "m6 8.6 6 6 6-6 1.4 1.4-7.4 7.4L4.6 10z",
  keys:
    "M4 6h16a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 18H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 6m.4 1.9v8.2h15.2V7.9zM6 9.4h2v2H6zm3.3 0h2v2h-2zm3.4 0h2v2h-2zm3.3 0h2v2h-2zM7.5 12.8h9v1.9h-9z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  info:
    "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18m0 1.9a7.1 7.1 0 1 0 0 14.2 7.1 7.1 0 0 0 0-14.2M11 10.5h2V17h-2zM11 7h2v2h-2z",
  rewind: "M11.5 6v12L3.5 12zm9 0v12l-8-6z",
  forward: "M3.5 6v12l8-6zm9 0v12l8-6z",
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof PATHS;

/** A small drawing beside words, or in a button that has a name of its own. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

/** The mark of the page: rungs of a ladder that together are a play sign. */
export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 18 22" aria-hidden="true" focusable="false">
      <path class="mark-1" d="M0 0h4.6v22H0z" />
      <path class="mark-2" d="M6.7 4.5h4.6v13H6.7z" />
      <path class="mark-3" d="M13.4 9H18v4h-4.6z" />
    </svg>
  );
}
