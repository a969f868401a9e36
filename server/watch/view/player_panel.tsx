/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatBitrate } from "./format.ts";
import { Icon } from "./icon.tsx";
import type { PageProps } from "./page_props.ts";
import { bitrateOf } from "./page_state.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["Space, k", "Play or pause"],
  ["← →", "10 seconds back or forward"],
  ["↑ ↓", "Volume"],
  ["m", "Mute"],
  ["c", "Captions on or off"],
  ["f", "Full screen"],
  ["w", "Why this OCA"],
  ["Home, End", "Beginning, end"],
  ["?", "These keys"],
  ["Esc", "Close, then leave the player"],
];

const PANELS = {
  captions: { name: "Captions", Content: CaptionChoices },
  settings: { name: "Quality", Content: Settings },
  keys: { name: "Keys", Content: KeyList },
} as const;

/** The small panel over the controls: captions, quality, or keys. */
export function PlayerPanel({ state, act }: PageProps): VNode | null {
  const { panel } = state;
  if (panel === "none" || panel === "why") return null;
  const { name, Content } = PANELS[panel];
  return (
    <section id="player-panel" class="player-panel" aria-labelledby="panel-name">
      <header>
        <h2 id="panel-name">{name}</h2>
        <button
          type="button"
          class="control"
          aria-label={`Close ${name}`}
          onClick={() => act.openPanel("none")}
        >
          <Icon name="close" />
        </button>
      </header>
      <Content state={state} act={act} />
    </section>
  );
}

function CaptionChoices({ state, act }: PageProps): VNode {
  const { captions, wantedCaption } = state.playback;
  if (captions.length === 0) return <p class="soft">This title has no captions.</p>;
  return (
    <Choices
      legend="Captions"
      isNamed
      name="caption"
      chosen={wantedCaption}
      choices={[
        { value: -1, text: "Off" },
        ...captions.map(({ index, label }) => ({ value: index, text: label })),
      ]}
      onChoose={(index) => act.player.takeCaption(index)}
    />
  );
}

function Settings({ state, act }: PageProps): VNode {
  const { rungs, wantedRung, rung, engine } = state.playback;
  const now = rung === undefined ? "" : ` (now ${rung.height}p)`;
  return (
    <>
      <Choices
        legend="Rung"
        name="rung"
        chosen={wantedRung}
        choices={[
          { value: -1, text: `Automatic${wantedRung === -1 ? now : ""}` },
          ...rungs.toReversed().map(({ index, height, bitrateBps }) => ({
            value: index,
            text: `${height}p, ${formatBitrate(bitrateOf(state, { index, height, bitrateBps }))}`,
          })),
        ]}
        onChoose={(index) => act.player.takeRung(index)}
      />
      <Choices
        legend="Player"
        name="engine"
        chosen={engine === "hls" ? 0 : 1}
        choices={[{ value: 0, text: "hls.js (HLS)" }, { value: 1, text: "dash.js (DASH)" }]}
        onChoose={(index) => act.player.takeEngine(index === 0 ? "hls" : "dash")}
      />
      <button type="button" class="button small" onClick={() => act.openPanel("keys")}>
        <Icon name="keys" />
        Keys
      </button>
    </>
  );
}

interface ChoicesProps {
  readonly legend: string;
  /** The panel's own heading says the same. */
  readonly isNamed?: boolean;
  readonly name: string;
  readonly chosen: number;
  readonly choices: readonly { readonly value: number; readonly text: string }[];
  readonly onChoose: (value: number) => void;
}

function Choices(
  { legend, isNamed = false, name, chosen, choices, onChoose }: ChoicesProps,
): VNode {
  return (
    <fieldset class="choices">
      <legend class={isNamed ? "sr-only" : ""}>{legend}</legend>
      {choices.map(({ value, text }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

function KeyList({ state, act }: PageProps): VNode {
  return (
    <>
      <dl class="keys">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>{key.split(", ").map((one) => <kbd key={one}>{one}</kbd>)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={state.hasShortcuts}
          onChange={(event) => act.takeShortcuts(event.currentTarget.checked)}
        />
        <span>Single keys work</span>
      </label>
    </>
  );
}
