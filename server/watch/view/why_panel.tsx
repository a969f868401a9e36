/** @jsxImportSource preact */
import type { OfferedOca } from "@netops/core/contracts";
import type { VNode } from "preact";
import type { PlaybackState } from "../player/playback_state.ts";
import { formatBitrate, formatClock, formatMs } from "./format.ts";
import { Icon } from "./icon.tsx";
import { explainReasons, whyBefore } from "./oca_reasons.ts";
import type { PageProps } from "./page_props.ts";
import { bitrateOf, type PageState } from "./page_state.ts";

const ENGINE_NAMES = { hls: "hls.js", dash: "dash.js" } as const;

/** Beside the player: who was offered and why, who serves now, and how it goes. */
export function WhyPanel({ state, act }: PageProps): VNode {
  const { playback } = state;
  return (
    <aside id="why" class="why" aria-labelledby="why-name" tabIndex={-1}>
      <header>
        <h2 id="why-name">Why this OCA</h2>
        <button
          type="button"
          class="control"
          aria-label="Close the panel"
          onClick={() => act.openPanel("none")}
        >
          <Icon name="close" />
        </button>
      </header>
      <Figures state={state} />
      <BufferTrace playback={playback} />
      <Notes playback={playback} />
      <Offered playback={playback} />
      <Rejected playback={playback} />
      {playback.answer !== undefined && (
        <p class="why-session">
          Played with {ENGINE_NAMES[playback.engine]}, session{" "}
          <code>{playback.answer.sessionId}</code>
        </p>
      )}
    </aside>
  );
}

interface PlaybackProps {
  readonly playback: PlaybackState;
}

function Figures({ state }: { readonly state: PageState }): VNode {
  const { playback } = state;
  const { rung, startupMs, bufferMs } = playback;
  const figures: readonly (readonly [string, string])[] = [
    ["Rung", rung === undefined ? "–" : `${rung.height}p`],
    ["Bit rate", rung === undefined ? "–" : formatBitrate(bitrateOf(state, rung))],
    ["Buffer", `${(bufferMs / 1_000).toFixed(1)} s`],
    ["Startup", startupMs === undefined ? "–" : formatMs(startupMs)],
    ["Stalls", String(playback.stalls)],
    ["Stalled", formatMs(playback.stalledMs)],
    ["Failovers", String(playback.failovers)],
    ["Switches", String(playback.switches)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The buffer over the last minute; the number beside it says the same. */
function BufferTrace({ playback }: PlaybackProps): VNode | null {
  const { bufferTrace } = playback;
  if (bufferTrace.length < 2) return null;
  const most = Math.ceil(Math.max(8_000, ...bufferTrace) / 2_000) * 2_000;
  const points = bufferTrace.map((value, index) =>
    `${(index / 119 * 240).toFixed(1)},${(44 - value / most * 40).toFixed(1)}`
  );
  const last = ((bufferTrace.length - 1) / 119 * 240).toFixed(1);
  return (
    <figure class="trace">
      <svg viewBox="0 0 240 46" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path d="M0 4H240M0 24H240" class="trace-grid" />
        <polygon points={`0,44 ${points.join(" ")} ${last},44`} class="trace-area" />
        <polyline points={points.join(" ")} class="trace-line" />
      </svg>
      <p class="trace-scale" aria-hidden="true">
        <span>{most / 1_000} s</span>
        <span>{most / 2_000} s</span>
        <span>0</span>
      </p>
      <figcaption>Buffer in the last minute</figcaption>
    </figure>
  );
}

function Offered({ playback }: PlaybackProps): VNode | null {
  const ocas = playback.answer?.ocas ?? [];
  if (ocas.length === 0) return null;
  return (
    <section aria-labelledby="offered">
      <h3 id="offered">Offered, best first</h3>
      <ol class="ocas">
        {ocas.map((oca, index) => (
          <Oca key={oca.id} oca={oca} next={ocas[index + 1]} playback={playback} />
        ))}
      </ol>
    </section>
  );
}

interface OcaProps extends PlaybackProps {
  readonly oca: OfferedOca;
  readonly next: OfferedOca | undefined;
}

function Oca({ oca, next, playback }: OcaProps): VNode {
  const isServing = oca.id === playback.oca;
  const failedAtMs = isServing ? undefined : playback.failedAtMs[oca.id];
  const why = whyBefore(oca, next);
  return (
    <li class={isServing ? "serving" : failedAtMs === undefined ? "" : "lost"}>
      <p class="oca-name">
        <span class="rank" aria-hidden="true">{oca.rank}</span>
        <code>{oca.id}</code>
        {isServing && <span class="tag">Serves now</span>}
        {failedAtMs !== undefined && (
          <span class="tag bad">Failed at {formatClock(failedAtMs)}</span>
        )}
      </p>
      <p class="oca-place">{oca.site}, {oca.isp}</p>
      {why !== undefined && <p class="oca-why">{why}</p>}
      <ul class="reasons">
        {explainReasons(oca).map(({ text, meaning }) => (
          <li key={text}>{meaning === undefined ? text : `${text}: ${meaning}`}</li>
        ))}
      </ul>
    </li>
  );
}

function Rejected({ playback }: PlaybackProps): VNode | null {
  const rejected = playback.answer?.rejected ?? [];
  if (playback.answer === undefined) return null;
  return (
    <section aria-labelledby="rejected">
      <h3 id="rejected">Not offered</h3>
      {rejected.length === 0 && <p class="soft">No OCA was turned down.</p>}
      <ul class="ocas">
        {rejected.map(({ oca, reason, detail }) => (
          <li key={oca}>
            <p class="oca-name">
              <code>{oca}</code>
            </p>
            <p class="oca-place">{detail === "" ? reason : `${reason}: ${detail}`}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Notes({ playback }: PlaybackProps): VNode | null {
  if (playback.notes.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h3 id="notes">What happened</h3>
      <ul class="notes">
        {playback.notes.toReversed().map(({ atMs, text }, index) => (
          <li key={index}>
            <time>{formatClock(atMs)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
