/** The look of drawings: series differ by dashes, markers and filling besides their colour. */
export const CHART_STYLE = `
figure { margin: 0 0 0.75rem; } svg { display: block; width: 100%; height: auto; overflow: visible; }
svg.slim { display: none; } @media screen and (max-width: 47rem) { svg.wide { display: none; } svg.slim { display: block; } }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
svg .unit, svg .tick, svg .lane { fill: var(--soft); } svg .middle { text-anchor: middle; } svg .end { text-anchor: end; }
svg .grid { stroke: var(--line); stroke-width: 0.7; fill: none; } svg .axis { stroke: var(--soft); fill: none; }
svg .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; } svg .marker { stroke-width: 1.4; fill: var(--paper); }
svg .s0 { stroke: var(--s0); } svg .s1 { stroke: var(--s1); } svg .s2 { stroke: var(--s2); } svg .s3 { stroke: var(--s3); }
svg .s4 { stroke: var(--s4); } svg .line.s1 { stroke-dasharray: 8 4; } svg .line.s2 { stroke-dasharray: 2 3; }
svg .line.s3 { stroke-dasharray: 10 3 2 3; } svg .line.s4 { stroke-dasharray: 14 3; }
svg .bars.b0 { fill: var(--s1); } svg .bars.b1 { fill: var(--paper); stroke: var(--s0); stroke-width: 1.3; }
svg .limit { stroke: var(--bad); stroke-width: 1.4; stroke-dasharray: 4 4; } svg .limit-text { fill: var(--bad); }
svg .band { fill: var(--other-wash); opacity: 0.6; } svg .band.chaos { fill: var(--chaos-wash); }
svg .band.deploy { fill: var(--deploy-wash); } svg .band-edge { stroke: var(--soft); stroke-width: 0.8; stroke-dasharray: 2 2; }
svg .band-number { fill: var(--soft); font-weight: 600; }
svg .span { fill: var(--other-wash); stroke: var(--soft); } svg .span.chaos { fill: var(--chaos-wash); stroke: var(--chaos); }
svg .span.deploy { fill: var(--deploy-wash); stroke: var(--deploy); } svg .point { fill: var(--soft); stroke: var(--soft); }
svg .point.chaos { fill: var(--chaos); } svg .point.deploy { fill: var(--deploy); }
ul.bars-list, ul.key { list-style: none; padding: 0; margin: 0.25rem 0 0.75rem; } .bars-list li { margin: 0 0 0.5rem; }
.bar-name { overflow-wrap: anywhere; } .bar-value { font-weight: 600; } svg.bar { height: 0.75rem; margin-top: 0.125rem; }
svg .rail { fill: var(--rail); } svg .share { fill: var(--s0); }
ul.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; } svg.swatch { display: inline-block; width: 1.125rem; height: 0.875rem; }
svg .piece { stroke: var(--paper); } svg .piece-lines { stroke: var(--ink); stroke-width: 0.8; }
svg .f0 { fill: var(--rail); } svg .f1 { fill: var(--deploy-wash); } svg .f2 { fill: var(--chaos-wash); }
svg .f3 { fill: var(--rail); } svg .f4 { fill: var(--deploy-wash); } svg .f5 { fill: var(--chaos-wash); }
svg pattern path { stroke: var(--soft); stroke-width: 1; fill: none; } svg pattern .dot { fill: var(--soft); }
svg .plate { fill: var(--paper); }
`;
