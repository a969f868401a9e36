import type { FoundOracle } from "../tools/oracle.ts";
import { freePort } from "../tests/harness/start_service.ts";

/** A process of the benchmark: where it listens and how it is ended. */
export interface BenchProcess {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts the origin that all proxies share: one nginx worker, `/small` and `/10k`. */
export async function startOrigin(nginx: FoundOracle, dir: string): Promise<BenchProcess> {
  const port = freePort();
  await Deno.writeTextFile(`${dir}/10k`, "x".repeat(10_240));
  const config = nginxConfig(
    dir,
    "origin",
    `server { listen 127.0.0.1:${port}; root ${dir}; keepalive_requests 1000000;
      location = /small { return 200 "hello, world\\n"; } }`,
  );
  return await startNginx(nginx, { dir, name: "origin", config, port });
}

/** Starts nginx as a proxy: one worker, kept connections to the origin. */
export async function startNginxProxy(
  nginx: FoundOracle,
  options: { readonly dir: string; readonly originPort: number },
): Promise<BenchProcess> {
  const { dir, originPort } = options;
  const port = freePort();
  const config = nginxConfig(
    dir,
    "proxy",
    `upstream origin { server 127.0.0.1:${originPort}; keepalive 128; }
    server { listen 127.0.0.1:${port}; keepalive_requests 1000000;
      location /hello/ { proxy_pass http://origin/; proxy_http_version 1.1;
        proxy_set_header Connection ""; proxy_set_header X-Forwarded-For $remote_addr; } }`,
  );
  return await startNginx(nginx, { dir, name: "proxy", config, port });
}

/** Starts nginx as a server of the files in a folder: one worker, sendfile, nothing logged. */
export async function startNginxFiles(
  nginx: FoundOracle,
  options: { readonly dir: string; readonly root: string },
): Promise<BenchProcess> {
  const { dir, root } = options;
  const port = freePort();
  const config = nginxConfig(
    dir,
    "files",
    `sendfile on; tcp_nopush off; open_file_cache max=2000;
    server { listen 127.0.0.1:${port}; root ${root}; keepalive_requests 1000000; }`,
  );
  return await startNginx(nginx, { dir, name: "files", config, port });
}

/** Starts HAProxy: one thread, kept connections to the origin. */
export async function startHaproxy(
  haproxy: FoundOracle,
  options: { readonly dir: string; readonly originPort: number },
): Promise<BenchProcess> {
  const { dir, originPort } = options;
  const port = freePort();
  const path = `${dir}/haproxy.cfg`;
  await Deno.writeTextFile(
    path,
    `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  option forwardfor
frontend f
  bind 127.0.0.1:${port}
  http-request replace-path /hello/(.*) /\\1
  default_backend b
backend b
  http-reuse always
  server s 127.0.0.1:${originPort} pool-max-conn 128
`,
  );
  return await start([...haproxy.command, "-db", "-f", path], port);
}

function nginxConfig(dir: string, name: string, http: string): string {
  return `worker_processes 1; daemon off; pid ${dir}/${name}.pid; error_log ${dir}/${name}.log;
events { worker_connections 1024; }
http { access_log off; client_body_temp_path ${dir}/${name}-a; proxy_temp_path ${dir}/${name}-b;
  fastcgi_temp_path ${dir}/${name}-c; uwsgi_temp_path ${dir}/${name}-d;
  scgi_temp_path ${dir}/${name}-e; default_type text/plain; ${http} }
`;
}

async function startNginx(
  nginx: FoundOracle,
  options: {
    readonly dir: string;
    readonly name: string;
    readonly config: string;
    readonly port: number;
  },
): Promise<BenchProcess> {
  const { dir, name, config, port } = options;
  const path = `${dir}/${name}.conf`;
  await Deno.writeTextFile(path, config);
  return await start([...nginx.command, "-p", dir, "-c", path], port);
}

async function start(command: readonly string[], port: number): Promise<BenchProcess> {
  const [program, ...args] = command;
  const child = new Deno.Command(program!, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It is gone already.
    }
    await child.status;
  };
  for (let n = 0; n < 250; n++) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
    connection?.close();
    if (connection !== undefined) return { port, pid: child.pid, stop };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stop();
  throw new Error(`${program} does not listen on ${port}`);
}

/** CPU time that a process and its children used so far, in µs, at the kernel's 10 ms ticks. */
export function cpuTimeUs(pid: number): number {
  const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim();
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
  const ownUs = (Number(fields[11]) + Number(fields[12])) * 10_000;
  const ofChildren = children === "" ? [] : children.split(" ").map((id) => cpuTimeUs(Number(id)));
  return ofChildren.reduce((sum, us) => sum + us, ownUs);
}
