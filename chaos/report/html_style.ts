/** The look of a report: readable on paper, in light and dark, and without colours. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f6; --paper: #fff; --line: #c9cfd4; --ink: #1b2024;
  --soft: #535d66; --ok: #006b4d; --bad: #a83a00; --warn: #7a4a00; --fault: #8a4b00; --fault-wash: #ffe3bd;
  --plan: #535d66; --phase: #d9e6f2; --recovery: #cdeee2; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1215; --paper: #171b1f; --line: #3a434b; --ink: #e7eaec;
  --soft: #a1abb4; --ok: #2bc49a; --bad: #ff9a5c; --warn: #f0b84a; --fault: #f0b84a; --fault-wash: #4a3208;
  --plan: #a1abb4; --phase: #22384d; --recovery: #12463a; } }
@media print { :root { color-scheme: light; --ground: #fff; --paper: #fff; --line: #999; --ink: #000; --soft: #333;
  --ok: #004d37; --bad: #7a2a00; --warn: #5a3600; --fault: #5a3000; --fault-wash: #eee; --plan: #333; --phase: #eee;
  --recovery: #eee; } * { print-color-adjust: exact; } section, tr { break-inside: avoid; }
  .scroll { overflow: visible !important; } .scroll svg, .scroll table { min-width: 0 !important; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 0.9375rem/1.5 system-ui, sans-serif;
  font-variant-numeric: tabular-nums; }
main { max-width: 76rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 0.5rem; }
.verdict { border-left: 0.375rem solid var(--warn); background: var(--paper); padding: 0.75rem 1rem; margin: 0 0 1rem; }
.verdict.held { border-color: var(--ok); } .verdict.deviated, .verdict.failed { border-color: var(--bad); }
.verdict p { margin: 0.25rem 0 0; overflow-wrap: anywhere; } .verdict strong { text-transform: uppercase; }
.held strong { color: var(--ok); } .deviated strong, .failed strong { color: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.5rem 1rem; margin: 0 0 1rem; }
dt { color: var(--soft); font-size: 0.8125rem; } dd { margin: 0; overflow-wrap: anywhere; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 0.375rem; padding: 0.875rem 1rem;
  margin: 0 0 1rem; }
.scroll { overflow-x: auto; } .scroll table { min-width: 36rem; } .scroll svg { display: block; width: 100%; min-width: 44rem; height: auto; }
.scroll { background: linear-gradient(to right, var(--paper) 40%, transparent) 0 0 / 2rem 100% no-repeat local,
  linear-gradient(to left, var(--paper) 40%, transparent) 100% 0 / 2rem 100% no-repeat local,
  linear-gradient(to right, var(--line), transparent) 0 0 / 0.75rem 100% no-repeat scroll,
  linear-gradient(to left, var(--line), transparent) 100% 0 / 0.75rem 100% no-repeat scroll; }
.narrow { display: none; } @media screen and (max-width: 47rem) { .narrow { display: inline; } }
.scroll:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--soft); padding: 0 0 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; min-width: 4.5rem; }
th { font-weight: 600; } td.bad, td.worse { color: var(--bad); font-weight: 600; } td.better { color: var(--ok); }
.legend { color: var(--soft); margin: 0.5rem 0 0; font-size: 0.8125rem; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .tick-text { fill: var(--soft); text-anchor: middle; }
svg .label { fill: var(--soft); } svg .tick { stroke: var(--line); } svg .apart { stroke: var(--soft); }
svg .bar { stroke: var(--soft); } svg .planned { fill: none; stroke: var(--plan); stroke-dasharray: 4 3; }
svg .phase { fill: var(--phase); } svg .activity { fill: var(--ground); } svg .fault { fill: var(--stripes); stroke: var(--fault); }
svg .recovery { fill: var(--recovery); } svg .stripe-ground { fill: var(--fault-wash); }
svg .stripe { fill: var(--fault); opacity: 0.25; }
svg .stroke { fill: none; stroke: var(--soft); stroke-width: 2.2; } svg .good .stroke { stroke: var(--ok); }
svg .bad .stroke { stroke: var(--bad); } svg .broken .stroke { stroke: var(--warn); }
`;
