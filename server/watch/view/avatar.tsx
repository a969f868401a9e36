/** @jsxImportSource preact */
import type { VNode } from "preact";
import { hashText } from "./artwork.ts";

const COLOURS: readonly (readonly [string, string])[] = [
  ["#ffbf3c", "#2a1c00"],
  ["#ff8f7a", "#30100a"],
  ["#7fd8c0", "#06261d"],
  ["#9bb8ff", "#0b1a3a"],
  ["#e6a6f0", "#2b0d31"],
  ["#c7e07f", "#1c2600"],
  ["#8fd0ff", "#04223b"],
  ["#ffd0a6", "#331b05"],
  ["#c3b8ff", "#1b1140"],
  ["#f7a8c4", "#350a1c"],
];

/** A profile's picture: its initial on a colour and a shape that follow from its id. */
export function Avatar({ name, id }: { readonly name: string; readonly id: string }): VNode {
  const hash = hashText(id);
  const [ground, ink] = COLOURS[hash % COLOURS.length] ?? ["#ffbf3c", "#2a1c00"];
  const turn = (hash >>> 8) % 4 * 90;
  return (
    <svg class="avatar" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" fill={ground} />
      <path
        d="M0 64A64 64 0 0 1 64 0v64Z"
        fill={ink}
        opacity="0.1"
        transform={`rotate(${turn} 32 32)`}
      />
      <text x="32" y="43" text-anchor="middle" font-size="31" font-weight="700" fill={ink}>
        {initialOf(name)}
      </text>
    </svg>
  );
}

function initialOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? "?";
}
