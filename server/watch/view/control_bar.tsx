/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatClock, formatLength, speakClock, wholeSeconds } from "./format.ts";
import { Icon, type IconName } from "./icon.tsx";
import type { PageProps } from "./page_props.ts";
import { lengthOf, type Panel } from "./page_state.ts";

/** How far the keys and the two buttons jump. */
export const JUMP_MS = 10_000;

/** The seek bar and the buttons below the picture. */
export function ControlBar({ state, act }: PageProps): VNode {
  const { playback } = state;
  const durationMs = lengthOf(state);
  return (
    <div class="controls" role="group" aria-label="Player controls">
      <SeekBar state={state} act={act} />
      <div class="control-row">
        <PlayControl state={state} act={act} />
        <Control
          icon="rewind"
          name="Back 10 seconds"
          keys="ArrowLeft"
          onPress={() => act.player.seekBy(-JUMP_MS)}
        />
        <Control
          icon="forward"
          name="Forward 10 seconds"
          keys="ArrowRight"
          onPress={() => act.player.seekBy(JUMP_MS)}
        />
        <Volume state={state} act={act} />
        <span class="clock">
          {formatClock(playback.positionMs)}
          {durationMs > 0 && <span class="clock-rest">/ {formatLength(durationMs)}</span>}
        </span>
        <span class="gap" />
        <PanelButton state={state} act={act} panel="captions" icon="captions" name="Captions" />
        <PanelButton state={state} act={act} panel="settings" icon="settings" name="Quality" />
        <PanelButton state={state} act={act} panel="keys" icon="keys" name="Keys" isWideOnly />
        <Control
          icon="picture"
          name="Picture in picture"
          extraClass="only-wide"
          onPress={() => act.player.togglePicture()}
        />
        <Control
          icon={playback.isFullscreen ? "small" : "full"}
          name={playback.isFullscreen ? "Leave full screen" : "Full screen"}
          keys="f"
          onPress={() => act.player.toggleFullscreen()}
        />
      </div>
    </div>
  );
}

/** Nothing can be paused before it plays. */
function PlayControl({ state, act }: PageProps): VNode {
  const { phase } = state.playback;
  if (["idle", "asking", "loading"].includes(phase)) {
    return (
      <span class="control" aria-hidden="true">
        <span class="spinner small" />
      </span>
    );
  }
  const isStill = phase === "paused" || phase === "blocked";
  return (
    <Control
      icon={isStill ? "play" : "pause"}
      name={isStill ? "Play" : "Pause"}
      keys="k"
      onPress={() => act.player.toggle()}
    />
  );
}

/** Width of the thumb: its middle does not reach the ends of the bar. */
const THUMB_PX = 16;

/** Shows the time under the pointer; which lasts as long as the pointer moves, so no state is kept. */
function showTime(bar: HTMLElement, clientX: number, durationMs: number): void {
  const { left, width } = bar.getBoundingClientRect();
  const ratio = (clientX - left - THUMB_PX / 2) / Math.max(1, width - THUMB_PX);
  const within = Math.min(1, Math.max(0, ratio));
  bar.dataset["time"] = formatClock(within * durationMs);
  bar.style.setProperty("--at", within.toFixed(4));
}

function SeekBar({ state, act }: PageProps): VNode {
  const durationMs = lengthOf(state);
  return (
    <div
      class="seek-bar"
      onPointerMove={(event) => showTime(event.currentTarget, event.clientX, durationMs)}
    >
      <SeekInput state={state} act={act} />
    </div>
  );
}

function SeekInput({ state, act }: PageProps): VNode {
  const durationMs = lengthOf(state);
  const { positionMs, bufferMs } = state.playback;
  const percent = (valueMs: number) =>
    `${durationMs <= 0 ? 0 : Math.min(100, valueMs / durationMs * 100).toFixed(2)}%`;
  return (
    <input
      class="seek"
      type="range"
      min={0}
      max={Math.max(1, Math.round(durationMs))}
      step={100}
      value={Math.round(positionMs)}
      aria-label="Position"
      aria-valuetext={`${speakClock(positionMs)} of ${speakClock(wholeSeconds(durationMs))}`}
      style={{ "--played": percent(positionMs), "--ready": percent(positionMs + bufferMs) }}
      onInput={(event) => act.player.seekTo(Number(event.currentTarget.value))}
    />
  );
}

function Volume({ state, act }: PageProps): VNode {
  const { volumeRatio, isMuted } = state.playback;
  const shown = isMuted ? 0 : volumeRatio;
  return (
    <span class="volume">
      <Control
        icon={shown === 0 ? "mute" : "loud"}
        name={isMuted ? "Unmute" : "Mute"}
        keys="m"
        onPress={() => act.player.toggleMute()}
      />
      <input
        class="loudness"
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(shown * 100)}
        aria-label="Volume"
        aria-valuetext={`${Math.round(shown * 100)} percent`}
        style={{ "--played": `${Math.round(shown * 100)}%` }}
        onInput={(event) => act.player.takeVolume(Number(event.currentTarget.value) / 100)}
      />
    </span>
  );
}

interface PanelButtonProps extends PageProps {
  readonly panel: Panel;
  readonly icon: IconName;
  readonly name: string;
  readonly isWideOnly?: boolean;
}

function PanelButton(
  { state, act, panel, icon, name, isWideOnly = false }: PanelButtonProps,
): VNode {
  const isOpen = state.panel === panel;
  const isLit = panel === "captions" && state.playback.wantedCaption >= 0;
  return (
    <button
      type="button"
      class={`control${isLit ? " lit" : ""}${isWideOnly ? " only-wide" : ""}`}
      aria-label={name}
      title={name}
      aria-expanded={isOpen}
      data-panel-button={panel}
      onClick={() => act.openPanel(isOpen ? "none" : panel)}
    >
      <Icon name={icon} />
    </button>
  );
}

interface ControlProps {
  readonly icon: IconName;
  readonly name: string;
  readonly keys?: string;
  readonly extraClass?: string;
  readonly onPress: () => void;
}

function Control({ icon, name, keys, extraClass = "", onPress }: ControlProps): VNode {
  return (
    <button
      type="button"
      class={`control ${extraClass}`.trimEnd()}
      aria-label={name}
      title={name}
      {...(keys === undefined ? {} : { "aria-keyshortcuts": keys })}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
