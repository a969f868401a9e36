/** @jsxImportSource preact */
import type { VNode } from "preact";
import { type ArtworkDesign, mixColour, type Motif, seededRatio } from "./artwork.ts";

/** Draws one motif into a field of 320 by 180. */
export type DrawMotif = (design: ArtworkDesign) => VNode;

const WIDTH = 320;
const HEIGHT = 180;

/** Every motif by name: flat shapes only, so that a page of them needs no ids and no filters. */
export const MOTIF_DRAWINGS: Readonly<Record<Motif, DrawMotif>> = {
  night: drawNight,
  harbour: drawHarbour,
  bars: drawBars,
  peaks: drawPeaks,
  rings: drawRings,
  dunes: drawDunes,
  beams: drawBeams,
  orbit: drawOrbit,
};

function count(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** A mast on a hill that sends; stars answer. */
function drawNight({ accent, background, seed }: ArtworkDesign): VNode {
  const hill = mixColour(background, "#000000", 0.45);
  const far = mixColour(background, "#ffffff", 0.07);
  return (
    <g>
      {count(42).map((index) => (
        <circle
          key={index}
          cx={seededRatio(seed, index) * WIDTH}
          cy={seededRatio(seed, index + 100) * 118}
          r={0.4 + seededRatio(seed, index + 200) * 0.9}
          fill="#ffffff"
          opacity={0.25 + seededRatio(seed, index + 300) * 0.6}
        />
      ))}
      {count(6).map((index) => (
        <circle
          key={`arc${index}`}
          cx="222"
          cy="66"
          r={16 + index * 19}
          fill="none"
          stroke={accent}
          stroke-width={2.6 - index * 0.3}
          opacity={0.85 - index * 0.13}
        />
      ))}
      <path d="M0 136 Q60 104 130 124 T320 108 V180 H0Z" fill={far} />
      <path d="M222 66 L214 160 H230Z" fill={hill} />
      <circle cx="222" cy="66" r="5" fill={accent} />
      <path d="M0 158 Q80 122 176 140 T320 134 V180 H0Z" fill={hill} />
    </g>
  );
}

/** Lights along a quay, a low sun, and their reflections. */
function drawHarbour({ accent, background, seed }: ArtworkDesign): VNode {
  const water = mixColour(background, "#000000", 0.4);
  const glow = mixColour(accent, "#ffffff", 0.25);
  return (
    <g>
      <circle cx="232" cy="98" r="66" fill={accent} opacity="0.14" />
      <circle cx="232" cy="98" r="40" fill={accent} opacity="0.28" />
      <circle cx="232" cy="98" r="20" fill={glow} opacity="0.92" />
      <path
        d="M0 98V80h16V70h18v14h14V58h12v28h24V74h22v-8h16v20h30V80h20v18Z"
        fill={mixColour(background, "#000000", 0.55)}
      />
      <rect x="0" y="98" width={WIDTH} height="82" fill={water} />
      {count(9).map((index) => (
        <rect
          key={index}
          x={232 - (46 - index * 4) * (0.5 + seededRatio(seed, index) * 0.5)}
          y={103 + index * 8}
          width={(92 - index * 8) * (0.5 + seededRatio(seed, index + 40) * 0.5)}
          height="2.2"
          rx="1.1"
          fill={glow}
          opacity={0.75 - index * 0.06}
        />
      ))}
      {count(12).map((index) => (
        <QuayLight
          key={`light${index}`}
          x={8 + index * 14 + seededRatio(seed, index + 60) * 6}
          colour={index % 3 === 0 ? "#ffffff" : accent}
          length={18 + seededRatio(seed, index + 80) * 44}
        />
      ))}
    </g>
  );
}

interface QuayLightProps {
  readonly x: number;
  readonly colour: string;
  readonly length: number;
}

function QuayLight({ x, colour, length }: QuayLightProps): VNode {
  return (
    <g>
      <circle cx={x} cy="94" r="2" fill={colour} />
      <rect
        x={x - 0.9}
        y="101"
        width="1.8"
        height={length}
        rx="0.9"
        fill={colour}
        opacity="0.42"
      />
    </g>
  );
}

/** A test card: bars in steps between the two colours, and the circle of old. */
function drawBars({ accent, background }: ArtworkDesign): VNode {
  const hues = ["#f2f0e9", "#f1cf3f", "#39c6c8", "#4fc04f", "#c44fc0", "#e5484d", "#3f62e0"];
  const step = WIDTH / hues.length;
  return (
    <g>
      {hues.map((hue, index) => (
        <rect
          key={hue}
          x={index * step}
          y="0"
          width={step + 0.5}
          height="128"
          fill={mixColour(hue, background, 0.18)}
        />
      ))}
      {count(16).map((index) => (
        <rect
          key={index}
          x={index * 20}
          y="128"
          width="20.5"
          height="22"
          fill={mixColour(background, accent, index / 15)}
        />
      ))}
      <rect x="0" y="150" width={WIDTH} height="30" fill={mixColour(background, "#000000", 0.5)} />
      <circle
        cx="160"
        cy="84"
        r="62"
        fill="none"
        stroke={mixColour(background, "#000000", 0.4)}
        stroke-width="3"
      />
      <path
        d="M160 12v146M88 84h144"
        stroke={mixColour(background, "#000000", 0.4)}
        stroke-width="1.4"
      />
    </g>
  );
}

function drawPeaks({ accent, background, seed }: ArtworkDesign): VNode {
  return (
    <g>
      <circle cx={190 + seededRatio(seed, 1) * 70} cy="62" r="30" fill={accent} opacity="0.95" />
      {count(4).map((layer) => {
        const top = 74 + layer * 22;
        const points = count(7).map((index) => {
          const y = top + (index % 2 === 0 ? 26 : -10) +
            seededRatio(seed, layer * 10 + index) * 26;
          return `${index * 54},${y}`;
        });
        return (
          <polygon
            key={layer}
            points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`}
            fill={mixColour(mixColour(background, accent, 0.32), background, layer / 3)}
          />
        );
      })}
    </g>
  );
}

function drawRings({ accent, background, seed }: ArtworkDesign): VNode {
  const cx = 90 + seededRatio(seed, 1) * 150;
  return (
    <g>
      {count(9).map((index) => (
        <circle
          key={index}
          cx={cx}
          cy="96"
          r={190 - index * 21}
          fill={mixColour(background, accent, (index / 8) ** 1.6 * 0.95)}
        />
      ))}
    </g>
  );
}

function drawDunes({ accent, background, seed }: ArtworkDesign): VNode {
  return (
    <g>
      <circle cx="236" cy="52" r="22" fill={mixColour(accent, "#ffffff", 0.3)} />
      {count(5).map((layer) => {
        const y = 70 + layer * 23;
        const bend = 18 + seededRatio(seed, layer) * 26;
        return (
          <path
            key={layer}
            d={`M0 ${y} C70 ${y - bend} 120 ${y + bend} 190 ${y} S280 ${y - bend} ${WIDTH} ${
              y + 8
            } V${HEIGHT} H0Z`}
            fill={mixColour(accent, background, 0.3 + layer * 0.16)}
          />
        );
      })}
    </g>
  );
}

function drawBeams({ accent, background, seed }: ArtworkDesign): VNode {
  const from = 40 + seededRatio(seed, 1) * 240;
  return (
    <g>
      {count(8).map((index) => {
        const left = -60 + index * 56 + seededRatio(seed, index + 10) * 20;
        return (
          <polygon
            key={index}
            points={`${from},-10 ${left},190 ${left + 22 + index * 2},190`}
            fill={mixColour(background, accent, 0.35 + seededRatio(seed, index + 20) * 0.5)}
            opacity="0.75"
          />
        );
      })}
      <circle cx={from} cy="0" r="20" fill={mixColour(accent, "#ffffff", 0.5)} />
    </g>
  );
}

function drawOrbit({ accent, background, seed }: ArtworkDesign): VNode {
  const tilt = -24 + seededRatio(seed, 1) * 20;
  return (
    <g transform={`rotate(${tilt} 160 92)`}>
      {count(5).map((index) => (
        <ellipse
          key={index}
          cx="160"
          cy="92"
          rx={52 + index * 34}
          ry={18 + index * 14}
          fill="none"
          stroke={mixColour(background, accent, 0.7 - index * 0.1)}
          stroke-width="1.6"
        />
      ))}
      <circle cx="160" cy="92" r="30" fill={accent} />
      <circle cx="168" cy="84" r="17" fill="#ffffff" opacity="0.22" />
      {count(4).map((index) => {
        const angle = seededRatio(seed, index + 5) * Math.PI * 2;
        return (
          <circle
            key={`moon${index}`}
            cx={160 + Math.cos(angle) * (86 + index * 34)}
            cy={92 + Math.sin(angle) * (32 + index * 14)}
            r={3 + seededRatio(seed, index + 9) * 5}
            fill={mixColour(accent, "#ffffff", 0.5)}
          />
        );
      })}
    </g>
  );
}
