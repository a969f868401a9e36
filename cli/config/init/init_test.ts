import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { loadConfig } from "../load_config.ts";
import { initConfig, type InitResult } from "./mod.ts";

type Files = Readonly<Record<string, string>>;

interface Written extends InitResult {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Makes a folder called "my-shop", runs init in it and loads what it wrote. */
async function initIn(
  files: Files,
  check: (written: Written, dir: string) => void | Promise<void>,
) {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-init-" }));
  const dir = join(root, "my-shop");
  try {
    for (const [path, text] of Object.entries({ "README.md": "", ...files })) {
      await Deno.mkdir(dirname(join(dir, path)), { recursive: true });
      await Deno.writeTextFile(join(dir, path), text);
    }
    const result = await initConfig({ dir, force: false });
    const { manifests } = await loadConfig({ cwd: dir, environment: {} });
    const services = Object.fromEntries(manifests.map(({ app, ...manifest }) => [app, {
      command: manifest.command,
      dir: manifest.dir!.slice(dir.length + 1),
      health: manifest.health.kind === "http" ? manifest.health.path : "tcp",
      dependsOn: manifest.dependsOn.join(),
      env: manifest.env,
      startTimeoutMs: manifest.startTimeoutMs,
    }]));
    await check({ ...result, services }, dir);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const json = (value: unknown) => JSON.stringify(value);

const CASES: readonly { see: string; files: Files; expected: Readonly<Record<string, unknown>> }[] =
  [
    {
      see: "a simple start script without npm in between, and the health path of its entry",
      files: {
        "package.json": json({
          name: "@acme/web-shop",
          scripts: { start: "node --no-warnings src/x.js" },
        }),
        "src/x.js": 'if (req.url === "/healthz") ok()',
      },
      expected: {
        webshop: { command: ["node", "--no-warnings", "src/x.js"], dir: "", health: "/healthz" },
      },
    },
    {
      see: "any other start script through npm",
      files: { "package.json": json({ scripts: { start: "tsc && node dist" } }) },
      expected: { myshop: { command: "npm start", health: "tcp" } },
    },
    {
      see: "main of package.json",
      files: { "package.json": json({ main: "lib/a.js" }), "lib/a.js": "" },
      expected: { myshop: { command: ["node", "lib/a.js"] } },
    },
    {
      see: "a usual entry file, then the dev script",
      files: {
        "package.json": json({ main: "gone.js", scripts: { dev: "vite" } }),
        "index.js": "",
      },
      expected: { myshop: { command: ["node", "index.js"] } },
    },
    {
      see: "a dev script when there is nothing else",
      files: { "package.json": json({ scripts: { dev: "vite" } }) },
      expected: { myshop: { command: "npm run dev" } },
    },
    {
      see: "a Deno task, with comments in its file",
      files: { "deno.json": '{\n  // tasks\n  "tasks": {"start": "deno run main.ts"}\n}' },
      expected: { myshop: { command: ["deno", "task", "start"] } },
    },
    {
      see: "a Deno entry file",
      files: { "deno.jsonc": "{}", "main.ts": 'app.get("/health")' },
      expected: {
        myshop: {
          command: ["deno", "run", "--allow-net", "--allow-env", "--allow-read", "main.ts"],
          health: "/health",
        },
      },
    },
    {
      see: "FastAPI, with the Python of its venv",
      files: { "requirements.txt": "", ".venv/pyvenv.cfg": "", "main.py": "api = FastAPI()\n" },
      expected: {
        myshop: {
          command: [
            ...[".venv/bin/python", "-m", "uvicorn", "main:api"],
            ...["--host", "127.0.0.1", "--port", "$PORT"],
          ],
        },
      },
    },
    {
      see: "Flask",
      files: { "pyproject.toml": "", "app.py": 'app = Flask(__name__)\n@app.get("/ping")' },
      expected: {
        myshop: {
          command: ["python3", "-m", "flask", "--app", "app:app", "run", "--port", "$PORT"],
          health: "/ping",
        },
      },
    },
    {
      see: "Django",
      files: { "manage.py": "" },
      expected: {
        myshop: { command: ["python3", "manage.py", "runserver", "--noreload", "127.0.0.1:$PORT"] },
      },
    },
    {
      see: "a plain Python server",
      files: { "server.py": "from http.server import HTTPServer" },
      expected: { myshop: { command: ["python3", "-u", "server.py"] } },
    },
    {
      see: "Go with main.go, with time to build",
      files: { "go.mod": "module example.com/acme/pay\n", "main.go": "package main" },
      expected: { pay: { command: ["go", "run", "."], startTimeoutMs: 300_000 } },
    },
    {
      see: "every program under cmd of Go",
      files: { "go.mod": "module x\n", "cmd/a/main.go": "", "cmd/b/main.go": '"/livez"' },
      expected: {
        a: { command: ["go", "run", "./cmd/a"] },
        b: { command: ["go", "run", "./cmd/b"], health: "/livez" },
      },
    },
    {
      see: "Rust",
      files: { "Cargo.toml": '[package]\nname = "pay-api"\n', "src/main.rs": "" },
      expected: { payapi: { command: ["cargo", "run", "--release", "--quiet"] } },
    },
    {
      see: "every process of a Procfile but release and workers",
      files: {
        Procfile: "web: bundle exec puma -p $PORT\nrelease: rake x\nmail: m\nworker: rake work\n",
      },
      expected: {
        myshop: { command: "bundle exec puma -p $PORT" },
        mail: { command: "m" },
      },
    },
    {
      see: "ENTRYPOINT and CMD of the last stage of a Dockerfile",
      files: {
        Dockerfile:
          'FROM a\nCMD ["no"]\nFROM b\nEXPOSE 8080\nENTRYPOINT ["./run"]\nCMD ["-v", "2"]\n',
      },
      expected: { myshop: { command: ["./run", "-v", "2"] } },
    },
    {
      see: "a shell CMD that goes over two lines",
      files: { Dockerfile: "FROM b\nCMD ./run \\\n  --fast: yes\n" },
      expected: { myshop: { command: "./run    --fast: yes" } },
    },
    {
      see: "what a compose file builds, with its order",
      files: {
        "docker-compose.yml": `services:
  api-server:
    build: ./api
    depends_on: {store: {}, db: {}}
    ports: ["8080:3000"]
  store: {build: {context: store}, command: [node, x.js]}
  db: {image: "postgres:16"}
`,
        "api/package.json": json({ main: "a.js" }),
        "api/a.js": "",
        "store/x.js": "",
      },
      expected: {
        apiserver: { command: ["node", "a.js"], dir: "api", dependsOn: "store" },
        store: { command: ["node", "x.js"], dir: "store" },
      },
    },
    {
      see: "sub-folders, also those on shelves, with names that fit",
      files: {
        "gateway/package.json": json({ main: "a.js" }),
        "gateway/a.js": "",
        "services/2-pay/main.py": "import os\nos.environ",
        "apps/pay/go.mod": "module pay\n",
        "apps/pay/main.go": "",
        "node_modules/x/package.json": json({ main: "a.js" }),
        "node_modules/x/a.js": "",
      },
      expected: {
        pay: { command: ["go", "run", "."], dir: "apps/pay" },
        gatewayapp: { command: ["node", "a.js"], dir: "gateway" },
        pay2: { command: ["python3", "-u", "main.py"], dir: "services/2-pay" },
      },
    },
    {
      see: "a single Node file that listens",
      files: { "server.mjs": "createServer().listen(process.env.PORT)" },
      expected: { myshop: { command: ["node", "server.mjs"] } },
    },
    {
      see: "a single Deno file and a single Python file that listen, below",
      files: { "a/main.ts": "Deno.serve(f)", "b/app.py": "s.bind(('', PORT))", "c/index.js": "x" },
      expected: {
        a: { command: ["deno", "run", "--allow-net", "--allow-env", "--allow-read", "main.ts"] },
        b: { command: ["python3", "-u", "app.py"] },
      },
    },
    {
      see: "Rack and Spring Boot",
      files: { "a/config.ru": "", "b/pom.xml": "<artifactId>spring-boot</artifactId>" },
      expected: {
        a: { command: ["rackup", "--host", "127.0.0.1", "--port", "$PORT"] },
        b: {
          command: [
            "mvn",
            "-q",
            "spring-boot:run",
            "-Dspring-boot.run.arguments=--server.port=$PORT",
          ],
        },
      },
    },
  ];

for (const { see, files, expected } of CASES) {
  Deno.test(`initConfig() sees ${see}`, async () => {
    await initIn(files, ({ services }) => {
      assert.deepEqual(Object.keys(services), Object.keys(expected));
      for (const [name, keys] of Object.entries(expected)) {
        for (const [key, value] of Object.entries(keys as Record<string, unknown>)) {
          assert.deepEqual(services[name]?.[key], value, `${name}.${key}`);
        }
      }
    });
  });
}

Deno.test("initConfig() writes comments, the schema line and hints", async () => {
  const files = {
    "package.json": json({ main: "a.js" }),
    "a.js": "",
    Dockerfile: "FROM x\nEXPOSE 3000\nCMD node a.js",
  };
  await initIn(files, (written) => {
    const schema = /^# yaml-language-server: \$schema=(\S+)$/m.exec(written.text)?.[1] as string;
    assert.ok(Deno.statSync(join(dirname(written.file), schema)).isFile);
    assert.match(written.text, /# port: 3000 # only when it does not read PORT/);
    assert.match(written.text, /# health: \/health/);
    assert.deepEqual(written.saw, ["myshop: node a.js (package.json: main)"]);
    assert.equal(written.next, "netops up");
  });
});

Deno.test("initConfig() names what it leaves out, also in the file", async () => {
  const compose = "services: {db: {image: 'postgres:16'}}";
  const files = { "compose.yaml": compose, Procfile: "web: a\nworker: b\n" };
  await initIn(files, ({ saw, text }) => {
    assert.equal(saw.at(-2), "db (postgres:16): not started by netops");
    assert.match(text, /^# db \(postgres:16\): not started by netops$/m);
    assert.match(text, /^# worker of the Procfile: left out/m);
  });
});

for (
  const files of [
    {},
    { "index.js": "element.addEventListener(x)" },
    { "package.json": "{", "compose.yaml": "services: [", "Cargo.toml": "[" },
    { Procfile: "worker: rake work\n" },
  ]
) {
  Deno.test(`initConfig() writes nothing when it sees no service in ${json(files)}`, async () => {
    const dir = await Deno.makeTempDir({ prefix: "netops-init-" });
    try {
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(join(dir, name), text);
      }
      await assert.rejects(initConfig({ dir, force: false }), { code: "NOT_FOUND", exitCode: 1 });
      await assert.rejects(Deno.stat(join(dir, "netops.yaml")));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("initConfig() writes over nothing without force, and nothing at all in a dry run", async () => {
  await initIn({ "package.json": json({ main: "a.js" }), "a.js": "" }, async ({ file }, dir) => {
    await Deno.writeTextFile(file, "platform: none # mine\n");
    const isConflict = (error: unknown) =>
      error instanceof NetopsError && error.code === "CONFLICT";
    await assert.rejects(initConfig({ dir, force: false }), isConflict);
    const dry = await initConfig({ dir, force: true, dryRun: true });
    assert.match(dry.text, /myshop:/);
    assert.equal(await Deno.readTextFile(file), "platform: none # mine\n");
    await initConfig({ dir, force: true });
    assert.equal(await Deno.readTextFile(file), dry.text);
    await Deno.rename(file, join(dir, "netops.json"));
    await assert.rejects(initConfig({ dir, force: true }), isConflict);
  });
});
