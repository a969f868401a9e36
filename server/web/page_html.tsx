/** @jsxImportSource preact */
import type { AssetStore } from "./asset_store.ts";
import { escapeHtml, renderHtml } from "./render_html.ts";
import { Page, type PageParts, pageTitle, VIEWS_APART } from "./view/page.tsx";
import type { PageState } from "./view/page_state.ts";

/**
 * Draws the page as HTML that is complete without JavaScript, and carries the facts with which
 * the script takes over.
 */
export async function renderPageHtml(state: PageState, assets: AssetStore): Promise<string> {
  const parts = await partsOf(state);
  const body = renderHtml(<Page state={state} send={() => undefined} parts={parts} />);
  const apart = { deploys: await assets.deploys(), loads: await assets.loads() };
  const more = VIEWS_APART.filter((name) => parts[name] !== undefined)
    .map((name) => `<link rel="stylesheet" href="${apart[name].style.path}">\n`).join("");
  const places = VIEWS_APART.map((name) => {
    const { script, style } = apart[name];
    return `data-${name}-script="${script.path}" data-${name}-css="${style.path}"`;
  });
  // "<" is escaped, so that no text in the data can end the script element.
  const facts = JSON.stringify({ snapshot: state.snapshot, known: state.data })
    .replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(pageTitle(state))}</title>
<link rel="icon" href="${assets.icon.path}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style.path}">
${more}<script type="module" src="${assets.script.path}" data-plot-script="${assets.plot.path}" ${
    places.join(" ")
  }></script>
</head>
<body>
<div id="root">${body}</div>
<div id="announcer" class="sr-only" aria-live="polite"></div>
<script type="application/json" id="snapshot">${facts}</script>
</body>
</html>
`;
}

/** What only some views need is loaded by the first of them. */
async function partsOf({ view }: PageState): Promise<PageParts> {
  if (view.tab === "deploys") {
    const { DeployPanels } = await import("./view/deploy/deploy_panels.tsx");
    return { deploys: DeployPanels };
  }
  if (view.tab !== "loads") return {};
  const { LoadPanels } = await import("./view/load/load_panels.tsx");
  return { loads: LoadPanels };
}
