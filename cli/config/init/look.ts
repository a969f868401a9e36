import { join } from "node:path";
import { detectCompose } from "./detect_compose.ts";
import { detectGo, detectRust } from "./detect_compiled.ts";
import { detectDockerfile, detectProcfile, portIn, workersOf } from "./detect_container.ts";
import { detectDeno, detectNode } from "./detect_node.ts";
import { detectFramework, detectPlain } from "./detect_plain.ts";
import { detectPython } from "./detect_python.ts";
import { type Finding, nameFindings } from "./finding.ts";
import { type FolderView, viewFolder } from "./folder_view.ts";

/** Folders that hold services by habit. */
const SHELVES = ["services", "apps", "packages", "cmd"];

/** What a look told. */
export interface Look {
  readonly findings: readonly Finding[];
  /** Things that were seen but are not started, for people. */
  readonly notes: readonly string[];
}

/**
 * Looks for services in a folder: compose file, Procfile, the manifests of languages, Dockerfile;
 * when the folder itself holds none, in its sub-folders and in those of `services`, `apps` and
 * `packages`.
 */
export function look(dir: string): Look {
  const view = viewFolder(dir);
  const compose = detectCompose(view, detect);
  const notes = [
    ...(compose?.images ?? []).map((image) => `${image}: not started by netops`),
    ...workersOf(view).map((name) =>
      `${name} of the Procfile: left out, as netops knows no health of what has no port`
    ),
  ];
  const own = compose?.findings.length ? compose.findings : detect(view, ".");
  const findings = own.length > 0 ? own : lookBelow(view);
  return { findings: nameFindings(findings.map((finding) => withHealth(finding, dir))), notes };
}

function lookBelow(view: FolderView): Finding[] {
  return view.folders.flatMap((name) => {
    const inner = viewFolder(join(view.dir, name));
    const found = detect(inner, `./${name}`);
    if (found.length > 0 || !SHELVES.includes(name)) return found;
    return inner.folders.flatMap((folder) =>
      detect(viewFolder(join(inner.dir, folder)), `./${name}/${folder}`)
    );
  });
}

function detect(view: FolderView, dir: string): readonly Finding[] {
  const processes = detectProcfile(view, dir);
  if (processes.length > 0) return processes;
  const programs = detectGo(view, dir);
  if (programs.length > 0) return programs;
  const found = detectNode(view, dir) ?? detectDeno(view, dir) ?? detectPython(view, dir) ??
    detectRust(view, dir) ?? detectFramework(view, dir) ?? detectDockerfile(view, dir) ??
    detectPlain(view, dir);
  if (found === undefined) return [];
  const port = found.port ?? portIn(view.read("Dockerfile") ?? "");
  return [port === undefined ? found : { ...found, port }];
}

function withHealth(finding: Finding, root: string): Finding {
  if (finding.entry === undefined) return finding;
  const text = viewFolder(join(root, finding.dir)).read(finding.entry) ?? "";
  const health = /["'`](\/(?:api\/)?(?:healthz?|health\/live|livez|readyz|_?status|ping))["'`]/
    .exec(text)?.[1];
  return health === undefined ? finding : { ...finding, health };
}
