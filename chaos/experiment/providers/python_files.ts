import { basename, dirname, isAbsolute, normalize, resolve } from "node:path/posix";
import type { Files } from "../ports.ts";
import type { Value, ValueMap } from "../python/value.ts";
import type { ActivityCall } from "./call.ts";
import { expandHome } from "./program_path.ts";
import {
  type PythonFunction,
  PythonRaised,
  textArgument,
  textOrRefuse,
} from "./python_function.ts";

const STAT = "stat: path should be string, bytes, os.PathLike or integer";

type PathWork = (path: string, files: Files, call: ActivityCall) => Value;

const ERRORS: Readonly<Record<string, readonly [string, number, string]>> = {
  ENOENT: ["FileNotFoundError", 2, "No such file or directory"],
  EEXIST: ["FileExistsError", 17, "File exists"],
  ENOTDIR: ["NotADirectoryError", 20, "Not a directory"],
  EISDIR: ["IsADirectoryError", 21, "Is a directory"],
  EACCES: ["PermissionError", 13, "Permission denied"],
  EPERM: ["PermissionError", 1, "Operation not permitted"],
  ENOTEMPTY: ["OSError", 39, "Directory not empty"],
};

/** Functions of `os`, `os.path` and `shutil` that look at files or change them. */
export const PYTHON_FILES: Readonly<Record<string, PythonFunction>> = {
  "os.path.exists": look("path", (path, files) => files.kindOf(path) !== undefined),
  "os.path.lexists": look(
    "path",
    (path, files) => files.kindOf(path) !== undefined || files.isLink(path),
  ),
  "os.path.isfile": look("path", (path, files) => files.kindOf(path) === "file"),
  "os.path.isdir": look("s", (path, files) => files.kindOf(path) === "folder"),
  "os.path.islink": look("path", (path, files) => files.isLink(path)),
  "os.path.getsize": look("filename", (path, files) => files.sizeBytes(path)),
  "os.path.basename": onName("p", (path) => path.endsWith("/") ? "" : basename(path)),
  "os.path.dirname": onName("p", dirOf),
  "os.path.isabs": onName("s", (path) => isAbsolute(path)),
  "os.path.normpath": onName("path", (path) => trimSlash(normalize(path))),
  "os.path.abspath": onName("path", (path, call) => resolve(call.ports.surroundings.dir, path)),
  "os.path.expanduser": onName("path", (path, call) => expandHome(path, call.env)),
  "os.path.expandvars": onName("path", expandVariables),
  "os.getcwd": { required: [], optional: [], run: (_, call) => call.ports.surroundings.dir },
  "os.listdir": {
    required: [],
    optional: ["path"],
    run: (args, call) => {
      const path = args["path"] === undefined ? "." : textArgument(args, "path");
      return guarded(path, call, (full, files) => files.list(full));
    },
  },
  "os.mkdir": change("path", ["mode", "dir_fd"], (path, files) => files.makeFolder(path)),
  "os.makedirs": change("name", ["mode", "exist_ok"], (path, files, args) => {
    if (files.kindOf(path) !== undefined && args["exist_ok"] !== true) {
      throw osError("EEXIST", path);
    }
    files.makeFolder(path, { recursive: true });
  }),
  "os.remove": change("path", ["dir_fd"], removeFile),
  "os.unlink": change("path", ["dir_fd"], removeFile),
  "os.rmdir": change("path", ["dir_fd"], (path, files) => {
    if (files.kindOf(path) === "file") throw osError("ENOTDIR", path);
    files.remove(path);
  }),
  "shutil.rmtree": change("path", ["ignore_errors", "onerror", "dir_fd"], (path, files, args) => {
    if (files.kindOf(path) === undefined && args["ignore_errors"] === true) return;
    files.remove(path, { recursive: true });
  }),
  "os.rename": pair((from, to, files) => files.rename(from, to)),
  "os.replace": pair((from, to, files) => files.rename(from, to)),
  "shutil.copyfile": pair((from, to, files) => files.copy(from, to), true),
  "shutil.copy": pair((from, to, files) => files.copy(from, to), true),
  "shutil.move": pair((from, to, files) => files.rename(from, to), true),
};

function look(name: string, work: PathWork): PythonFunction {
  return {
    required: [name],
    optional: [],
    run: (args, call) =>
      guarded(textOrRefuse(args[name], STAT), call, (path, files) => work(path, files, call)),
  };
}

function onName(name: string, work: (path: string, call: ActivityCall) => Value): PythonFunction {
  return {
    required: [name],
    optional: [],
    run: (args, call) => work(textArgument(args, name), call),
  };
}

function change(
  name: string,
  optional: readonly string[],
  work: (path: string, files: Files, args: ValueMap) => void,
): PythonFunction {
  return {
    required: [name],
    optional,
    run: (args, call) =>
      guarded(textArgument(args, name), call, (path, files) => {
        work(path, files, args);
        return null;
      }),
  };
}

function pair(
  work: (from: string, to: string, files: Files) => void,
  answersTarget = false,
): PythonFunction {
  return {
    required: ["src", "dst"],
    optional: answersTarget ? ["follow_symlinks", "copy_function"] : ["src_dir_fd", "dst_dir_fd"],
    run: (args, call) => {
      const target = textArgument(args, "dst");
      const to = resolve(call.ports.surroundings.dir, target);
      return guarded(textArgument(args, "src"), call, (from, files) => {
        work(from, to, files);
        return answersTarget ? target : null;
      });
    },
  };
}

function removeFile(path: string, files: Files): void {
  if (files.kindOf(path) === "folder" && !files.isLink(path)) throw osError("EISDIR", path);
  files.remove(path);
}

/** Works on a path from the experiment's folder, and tells errors in Python's words. */
function guarded(
  given: string,
  call: ActivityCall,
  work: (path: string, files: Files) => Value,
): Value {
  try {
    return work(resolve(call.ports.surroundings.dir, given), call.ports.files);
  } catch (error) {
    if (error instanceof PythonRaised) {
      throw new PythonRaised(error.kind, error.message.replace(/'[^']*'$/, `'${given}'`));
    }
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (ERRORS[code] === undefined) throw error;
    throw osError(code, given);
  }
}

function osError(code: string, path: string): PythonRaised {
  const [kind, number, words] = ERRORS[code] ?? ["OSError", 5, "Input/output error"];
  return new PythonRaised(kind, `[Errno ${number}] ${words}: '${path}'`);
}

function dirOf(path: string): string {
  const at = path.lastIndexOf("/") + 1;
  const head = path.slice(0, at);
  return /^\/*$/.test(head) ? head : dirname(`${head}x`);
}

function trimSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

function expandVariables(path: string, call: ActivityCall): string {
  return path.replace(/\$(\w+|\{[^}]*\})/g, (all, name: string) => {
    const value = call.env[name.replace(/^\{|\}$/g, "")];
    return value ?? all;
  });
}
