import { CHART_STYLE } from "./chart_style.ts";

/** The look of a report: readable on paper, in light and dark, and without colours. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f6; --paper: #fff; --line: #c9cfd4; --ink: #1b2024; --soft: #535d66;
  --ok: #006b4d; --bad: #a83a00; --warn: #7a4a00; --link: #0b57a4; --rail: #e3e7ea;
  --s0: #0b57a4; --s1: #a83a00; --s2: #7b2d8b; --s3: #9a1030; --s4: #3f6212; --chaos: #8a4b00; --chaos-wash: #ffe3bd;
  --deploy: #0b57a4; --deploy-wash: #d9e6f2; --other-wash: #e3e7ea; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1215; --paper: #171b1f; --line: #3a434b; --ink: #e7eaec;
  --soft: #a1abb4; --ok: #2bc49a; --bad: #ff9a5c; --warn: #f0b84a; --link: #8ec2ff; --rail: #2a3138;
  --s0: #8ec2ff; --s1: #ff9a5c; --s2: #d9a2e6; --s3: #ff8fa3; --s4: #a7d06a; --chaos: #f0b84a; --chaos-wash: #4a3208;
  --deploy: #8ec2ff; --deploy-wash: #22384d; --other-wash: #2a3138; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 0.9375rem/1.5 system-ui, sans-serif;
  font-variant-numeric: tabular-nums; }
body > * { max-width: 76rem; margin: 0 auto; padding: 0 1rem; } main { padding-top: 1rem; }
footer { color: var(--soft); padding-bottom: 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; line-height: 1.3; font-weight: 500; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 0.5rem; } h3 { font-size: 0.9375rem; margin: 1rem 0 0.25rem; }
p { margin: 0.25rem 0 0.5rem; overflow-wrap: anywhere; } .note { color: var(--soft); }
a { color: var(--link); } code, pre { font: 0.875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: 0.25rem; padding: 0.5rem 0.75rem; margin: 0;
  white-space: pre-wrap; }
header.verdict { background: var(--paper); border-left: 0.5rem solid var(--warn); padding: 1rem; max-width: 74rem;
  margin-top: 1.25rem; } header.verdict p { margin: 0; color: var(--soft); } header.verdict p.caution { color: var(--warn); }
.verdict strong { font-weight: 700; color: var(--warn); } .verdict.passed { border-color: var(--ok); }
.verdict.failed { border-color: var(--bad); } .passed strong { color: var(--ok); } .failed strong { color: var(--bad); }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 0.375rem; padding: 0.875rem 1rem;
  margin: 0 0 1rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.5rem 1rem; margin: 0.25rem 0; }
dt { color: var(--soft); font-size: 0.8125rem; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--soft); padding: 0 0 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; } th { font-weight: 600; } .number { text-align: right; white-space: nowrap; }
td.bad { color: var(--bad); font-weight: 600; } td.good { color: var(--ok); }
.scroll { overflow-x: auto; margin-top: 0.5rem; } .scroll td, .scroll th { overflow-wrap: break-word; }
.scroll th:first-child, .scroll td:first-child { position: sticky; left: 0; background: var(--paper); }
.scroll td.wrap { overflow-wrap: anywhere; min-width: 12rem; } td.outcome { white-space: nowrap; } td code { color: var(--soft); }
a code { color: inherit; } #thresholds td:nth-child(2), #thresholds th { overflow-wrap: break-word; }
.scroll { background: linear-gradient(to right, var(--paper) 40%, transparent) 0 0 / 2rem 100% no-repeat local,
  linear-gradient(to left, var(--paper) 40%, transparent) 100% 0 / 2rem 100% no-repeat local,
  linear-gradient(to right, var(--line), transparent) 0 0 / 0.75rem 100% no-repeat scroll,
  linear-gradient(to left, var(--line), transparent) 100% 0 / 0.75rem 100% no-repeat scroll; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible, pre:focus-visible { outline: 2px solid currentColor;
  outline-offset: 2px; }
details .scroll { max-height: 24rem; overflow: auto; } summary { cursor: pointer; color: var(--soft); padding: 0.25rem 0; }
@media (max-width: 47rem) { .scroll table { min-width: 40rem; } details .scroll table { min-width: 0; }
  #thresholds th, #thresholds td { padding-right: 0.5rem; } #thresholds td code { font-size: 0.75em; } #thresholds .number { white-space: normal; overflow-wrap: normal; } }
${CHART_STYLE}
@media print { :root { color-scheme: light; --ground: #fff; --paper: #fff; --line: #999; --ink: #000; --soft: #333;
  --ok: #004d37; --bad: #7a2a00; --warn: #5a3600; --link: #000; --rail: #ddd; --s0: #003a75; --s1: #7a2a00; --s2: #55146a;
  --s3: #700018; --s4: #2c4708; --chaos: #5a3000; --chaos-wash: #eee; --deploy: #003a75; --deploy-wash: #eee;
  --other-wash: #eee; } * { print-color-adjust: exact; } body { font-size: 9pt; }
  figure, tr, dl, .bars-list li { break-inside: avoid; } h2, h3 { break-after: avoid; } section { border: 0; padding: 0; }
  .scroll { overflow: visible; } .scroll table { min-width: 0; } table { font-size: 8pt; } .scroll td:not(.number), .scroll th:not(.number) { min-width: 0; }
  .scroll td.wrap { min-width: 6rem; } th, td { padding-right: 0.5rem; } details { display: none; }
  svg.wide { display: block; } svg.slim { display: none; } body > * { max-width: none; } }
`;
