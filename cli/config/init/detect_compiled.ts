import { join } from "node:path";
import type { Finding } from "./finding.ts";
import type { FolderView } from "./folder_view.ts";

/** Sees Go services: `main.go`, or every folder under `cmd`. */
export function detectGo(view: FolderView, dir: string): Finding[] {
  const module = /^module\s+(\S+)/m.exec(view.read("go.mod") ?? "")?.[1];
  if (module === undefined) return [];
  const base = { dir, startTimeout: "5m" };
  if (view.read("main.go") !== undefined) {
    const name = dir === "." ? module.split("/").at(-1)! : view.name;
    return [{ ...base, name, command: ["go", "run", "."], entry: "main.go", because: "go.mod" }];
  }
  if (!view.folders.includes("cmd")) return [];
  return [...Deno.readDirSync(join(view.dir, "cmd"))].filter((item) => item.isDirectory)
    .map(({ name }) => ({
      ...base,
      name,
      command: ["go", "run", `./cmd/${name}`],
      entry: `cmd/${name}/main.go`,
      because: `go.mod and cmd/${name}`,
    })).toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** Sees a Rust service; its target folder is shared, as git ignores it and builds take long. */
export function detectRust(view: FolderView, dir: string): Finding | undefined {
  const name = /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(view.read("Cargo.toml") ?? "")?.[1];
  const entry = "src/main.rs";
  if (name === undefined || view.read(entry) === undefined) return undefined;
  return {
    name,
    dir,
    command: ["cargo", "run", "--release", "--quiet"],
    entry,
    env: { CARGO_TARGET_DIR: join(view.dir, "target") },
    startTimeout: "10m",
    because: "Cargo.toml",
  };
}
