import { listens } from "./detect_plain.ts";
import type { Finding } from "./finding.ts";
import type { FolderView } from "./folder_view.ts";

const ENTRIES = ["main.py", "app.py", "server.py", "wsgi.py", "asgi.py"];
const SIGNS = ["pyproject.toml", "requirements.txt", "Pipfile", "setup.py"];

/** Sees a Python service: Django, FastAPI and Starlette under uvicorn, Flask, or a plain script. */
export function detectPython(view: FolderView, dir: string): Finding | undefined {
  const entry = ENTRIES.find((name) => view.files.has(name));
  const base = { name: view.name, dir };
  const python = pythonOf(view);
  if (view.files.has("manage.py")) {
    const command = [python, "manage.py", "runserver", "--noreload", "127.0.0.1:$PORT"];
    return { ...base, command, because: "manage.py" };
  }
  if (entry === undefined) return undefined;
  const text = view.read(entry) ?? "";
  const module = entry.replace(/\.py$/, "");
  const found = { ...base, entry };
  const asgi = /^(\w+)\s*=\s*(?:FastAPI|Starlette|Quart|Litestar)\(/m.exec(text);
  if (asgi !== null) {
    const target = `${module}:${asgi[1]}`;
    const command = [python, "-m", "uvicorn", target, "--host", "127.0.0.1", "--port", "$PORT"];
    return { ...found, command, because: `${entry}: an ASGI application` };
  }
  const flask = /^(\w+)\s*=\s*Flask\(/m.exec(text);
  if (flask !== null) {
    const target = `${module}:${flask[1]}`;
    const command = [python, "-m", "flask", "--app", target, "run", "--port", "$PORT"];
    return { ...found, command, because: `${entry}: a Flask application` };
  }
  const isServer = listens(text) ||
    /http\.server|socketserver|aiohttp|tornado|bottle|os\.environ/.test(text);
  if (!isServer && !SIGNS.some((name) => view.files.has(name))) return undefined;
  return { ...found, command: [python, "-u", entry], because: entry };
}

function pythonOf(view: FolderView): string {
  for (const venv of [".venv", "venv"]) {
    if (view.read(`${venv}/pyvenv.cfg`) !== undefined) return `${venv}/bin/python`;
  }
  return "python3";
}
