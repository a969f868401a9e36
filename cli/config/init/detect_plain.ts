import type { Finding } from "./finding.ts";
import type { FolderView } from "./folder_view.ts";

const DENO = ["deno", "run", "--allow-net", "--allow-env", "--allow-read"];

/** Files that are a service when they say that they listen, although no manifest is beside them. */
const PLAIN: readonly { readonly entry: string; readonly command: readonly string[] }[] = [
  ...["server.mjs", "server.js", "index.mjs", "index.js"]
    .map((entry) => ({ entry, command: ["node", entry] })),
  { entry: "main.ts", command: [...DENO, "main.ts"] },
];

/** Sees a single file that reads PORT or listens. */
export function detectPlain(view: FolderView, dir: string): Finding | undefined {
  const found = PLAIN.find(({ entry }) => listens(view.read(entry) ?? ""));
  return found && { ...found, name: view.name, dir, because: `${found.entry} listens` };
}

/** Whether a program says that it serves a port. */
export function listens(text: string): boolean {
  return /\bPORT\b|\blisten\(|\bDeno\.serve\(/.test(text);
}

/** Sees a Rack service and a Spring Boot service. */
export function detectFramework(view: FolderView, dir: string): Finding | undefined {
  const base = { name: view.name, dir };
  if (view.files.has("config.ru")) {
    const rackup = ["rackup", "--host", "127.0.0.1", "--port", "$PORT"];
    const command = view.files.has("Gemfile") ? ["bundle", "exec", ...rackup] : rackup;
    return { ...base, command, because: "config.ru" };
  }
  if (!view.read("pom.xml")?.includes("spring-boot")) return undefined;
  const command = [
    "mvn",
    "-q",
    "spring-boot:run",
    "-Dspring-boot.run.arguments=--server.port=$PORT",
  ];
  return { ...base, command, startTimeout: "10m", because: "pom.xml: spring-boot" };
}
