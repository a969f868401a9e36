import type { Finding } from "./finding.ts";
import { type FolderView, readJson } from "./folder_view.ts";

const ENTRIES = [
  "server.mjs",
  "server.js",
  "index.mjs",
  "index.js",
  "app.mjs",
  "app.js",
  "main.js",
];

/** Sees a Node service: `scripts.start`, `main`, `scripts.dev`, or a usual entry file. */
export function detectNode(view: FolderView, dir: string): Finding | undefined {
  const manifest = readJson(view, "package.json");
  if (manifest === undefined) return undefined;
  const scripts = (manifest.scripts ?? {}) as Record<string, unknown>;
  const name = typeof manifest.name === "string" ? manifest.name.split("/").at(-1)! : view.name;
  const base = { name: dir === "." ? name : view.name, dir };
  const { start, dev } = scripts;
  if (typeof start === "string") {
    return { ...base, ...fromScript(start, "npm start"), because: "package.json: scripts.start" };
  }
  const entry = typeof manifest.main === "string" && view.read(manifest.main) !== undefined
    ? manifest.main
    : ENTRIES.find((file) => view.files.has(file));
  if (entry !== undefined) {
    const because = entry === manifest.main ? "package.json: main" : `package.json and ${entry}`;
    return { ...base, command: ["node", entry], entry, because };
  }
  if (typeof dev !== "string") return undefined;
  return { ...base, ...fromScript(dev, "npm run dev"), because: "package.json: scripts.dev" };
}

/** Sees a Deno service: a task called start, or a usual entry file beside `deno.json`. */
export function detectDeno(view: FolderView, dir: string): Finding | undefined {
  const file = ["deno.json", "deno.jsonc"].find((name) => view.files.has(name));
  if (file === undefined) return undefined;
  const tasks = (readJson(view, file)?.tasks ?? {}) as Record<string, unknown>;
  const entry = ["main.ts", "server.ts", "app.ts", "mod.ts"].find((name) => view.files.has(name));
  const base = { name: view.name, dir, ...(entry === undefined ? {} : { entry }) };
  if (tasks.start !== undefined) {
    return { ...base, command: ["deno", "task", "start"], because: `${file}: tasks.start` };
  }
  if (entry === undefined) return undefined;
  const command = ["deno", "run", "--allow-net", "--allow-env", "--allow-read", entry];
  return { ...base, command, because: `${file} and ${entry}` };
}

function fromScript(script: string, otherwise: string): Pick<Finding, "command" | "entry"> {
  const simple = /^node ((?:--?[\w=.-]+ )*)([\w./-]+\.[cm]?[jt]s)$/.exec(script.trim());
  // `npm start` stands between netops and the service; a plain node command does without it.
  if (simple === null) return { command: otherwise };
  return { command: script.trim().split(/ +/), entry: simple[2] as string };
}
