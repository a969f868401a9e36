import { assetUrl } from "./asset_index.ts";

/**
 * The page before its script runs: the same for every address, as the script reads the address itself.
 *
 * The two players are named as data, so that each is loaded only when somebody plays with it.
 */
export function renderShell(): string {
  const players = JSON.stringify({ hls: assetUrl("hls.js"), dash: assetUrl("dash.js") });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="dark light">
<meta name="theme-color" content="#0d0e12" media="(prefers-color-scheme: dark)">
<meta name="theme-color" content="#f7f5f0" media="(prefers-color-scheme: light)">
<title>netops watch</title>
<link rel="icon" href="${assetUrl("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl("watch.css")}">
<script type="module" src="${assetUrl("watch.js")}"></script>
</head>
<body>
<div id="root"><main class="splash"><h1 class="sr-only">netops watch</h1><noscript>
<p>Watching needs JavaScript: the player runs in this page.</p>
</noscript></main></div>
<div id="announcer" class="sr-only" aria-live="polite"></div>
<script type="application/json" id="players">${players}</script>
</body>
</html>
`;
}
