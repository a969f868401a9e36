import { SyntaxProblem } from "../document/place.ts";
import { readJson } from "../document/json_read.ts";
import { jsonText } from "../python/json_text.ts";
import { InterruptSignal } from "../run/interruption.ts";
import { expandHome, whichProgram } from "./program_path.ts";
import { signalStatus } from "./process_provider.ts";
import { PYTHON_FILES } from "./python_files.ts";
import { type PythonFunction, PythonRaised, textArgument } from "./python_function.ts";
import { LARGEST_OUTPUT_BYTES } from "./call.ts";

const QUOTED_EXTRA = /[!'()*]/g;

/** Every function of Python that is built in, by module and name. */
export const PYTHON_FUNCTIONS: Readonly<Record<string, PythonFunction>> = {
  ...PYTHON_FILES,
  "os.getenv": {
    required: ["key"],
    optional: ["default"],
    run: (args, call) => call.env[textArgument(args, "key")] ?? args["default"] ?? null,
  },
  "os.getpid": { required: [], optional: [], run: (_, call) => call.ports.surroundings.pid },
  "os.system": {
    required: ["command"],
    optional: [],
    run: async (args, call) => {
      const result = await call.ports.programs.run({
        command: ["/bin/sh", "-c", textArgument(args, "command")],
        dir: call.ports.surroundings.dir,
        env: call.env,
        limitBytes: LARGEST_OUTPUT_BYTES,
        signal: call.signal,
      });
      return result.signal === undefined ? result.code * 256 : -signalStatus(result.signal);
    },
  },
  "shutil.which": {
    required: ["cmd"],
    optional: ["mode", "path"],
    run: (args, call) => {
      const path = args["path"];
      const env = typeof path === "string" ? { ...call.env, PATH: path } : call.env;
      return whichProgram(textArgument(args, "cmd"), call.ports, env) ?? null;
    },
  },
  "tempfile.gettempdir": {
    required: [],
    optional: [],
    run: (_, call) => expandHome(call.env["TMPDIR"] ?? "/tmp", call.env),
  },
  "platform.node": {
    required: [],
    optional: [],
    run: (_, call) => call.ports.surroundings.hostName,
  },
  "platform.system": {
    required: [],
    optional: [],
    run: (_, call) => call.ports.surroundings.platform.split("-")[0] ?? "",
  },
  "random.random": { required: [], optional: [], run: (_, call) => call.ports.rng.next() },
  "json.dumps": {
    required: ["obj"],
    optional: [],
    run: (args) => jsonText(args["obj"] ?? null, { ascii: true }),
  },
  "json.loads": {
    required: ["s"],
    optional: [],
    run: (args) => parseJson(textArgument(args, "s")),
  },
  "urllib.parse.quote": {
    required: ["string"],
    optional: ["safe", "encoding", "errors"],
    run: (args) => quoteUrl(textArgument(args, "string"), String(args["safe"] ?? "/")),
  },
  "urllib.parse.unquote": {
    required: ["string"],
    optional: ["encoding", "errors"],
    run: (args) => decodeURIComponent(textArgument(args, "string")),
  },
  "chaoslib.exit.exit_gracefully": exit("SIGUSR1"),
  "chaoslib.exit.exit_ungracefully": exit("SIGUSR2"),
};

/** Names whose call the Chaos Toolkit refuses, as Python tells it no signature for them. */
export const WITHOUT_SIGNATURE: ReadonlySet<string> = new Set([
  "time.sleep",
  "math.sqrt",
  "time.time",
]);

function exit(name: "SIGUSR1" | "SIGUSR2"): PythonFunction {
  return {
    required: [],
    optional: [],
    run: (_, call) => {
      call.interrupt(new InterruptSignal(name));
      call.signal.throwIfAborted();
      return null;
    },
  };
}

function parseJson(text: string) {
  try {
    return readJson(text).value;
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const { line, column } = error.place;
    throw new PythonRaised(
      "json.decoder.JSONDecodeError",
      `${error.message}: line ${line} column ${column} (char ${error.offset})`,
    );
  }
}

function quoteUrl(text: string, safe: string): string {
  const quoted = encodeURIComponent(text.toWellFormed()).replace(
    QUOTED_EXTRA,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return quoted.replace(/%[0-7][0-9A-F]/g, (code) => {
    const char = decodeURIComponent(code);
    return safe.includes(char) ? char : code;
  });
}
