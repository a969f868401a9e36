import type { Clock } from "../ports/clock.ts";
import type { HttpClient, HttpServer } from "../ports/http.ts";
import type { Processes } from "../ports/processes.ts";
import type { Rng } from "../ports/rng.ts";
import type { Spawner } from "../ports/spawner.ts";
import type { Timer } from "../ports/timer.ts";
import type { WebSockets } from "../ports/web_socket.ts";
import { canListen, freePort, holdAddress } from "./can_listen.ts";
import { readEnvironment } from "./environment.ts";
import { connect } from "./connect.ts";
import { createDenoHttpClient, type HttpClientOptions } from "./deno_http_client.ts";
import { createDenoHttpServer } from "./deno_http_server.ts";
import { createDenoSpawner } from "./deno_spawner.ts";
import { createDenoWebSockets } from "./deno_web_sockets.ts";
import { linuxProcesses } from "./linux_processes.ts";
import { psProcesses } from "./ps_processes.ts";
import { resolveProgram } from "./resolve_program.ts";
import { createSeededRng } from "./seeded_rng.ts";
import { onStopSignal } from "./signals.ts";
import { stdinLines } from "./stdin_lines.ts";
import { systemClock } from "./system_clock.ts";
import { systemTimer } from "./system_timer.ts";

/** Everything outside of this process, behind ports. */
export interface Host {
  readonly os: string;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly processes: Processes;
  readonly spawner: Spawner;
  readonly httpServer: HttpServer;
  readonly webSockets: WebSockets;
  /** Path of the Deno that runs this process. */
  readonly denoPath: string;
  createHttpClient(options?: HttpClientOptions): HttpClient;
  createRng(seed: string): Rng;
  /** Random bytes of the operating system as hex: for seeds, tokens and run ids. */
  randomHex(bytes: number): string;
  readEnvironment(): Record<string, string>;
  /** Finds a program as a shell would. */
  findProgram: typeof resolveProgram;
  canListen(hostname: string, port: number): boolean;
  connect(hostname: string, port: number): Promise<void>;
  freePort(hostname: string): number;
  holdAddress(hostname: string, port: number): { close(): void } | undefined;
  stdinLines(): AsyncIterable<string>;
  /** Writes to stdout; what nobody reads is lost without an error. */
  writeOut(text: string): void;
  onStopSignal: typeof onStopSignal;
  exit(code: number): never;
}

/** The real host of this process. */
export function createHost(): Host {
  const processes = Deno.build.os === "linux" ? linuxProcesses : psProcesses;
  return {
    os: Deno.build.os,
    clock: systemClock,
    timer: systemTimer,
    processes,
    spawner: createDenoSpawner(processes),
    httpServer: createDenoHttpServer(),
    webSockets: createDenoWebSockets(),
    denoPath: Deno.execPath(),
    createHttpClient: createDenoHttpClient,
    createRng: createSeededRng,
    randomHex,
    readEnvironment,
    findProgram: resolveProgram,
    canListen,
    connect,
    freePort,
    holdAddress,
    stdinLines,
    writeOut,
    onStopSignal,
    exit: (code) => Deno.exit(code),
  };
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function writeOut(text: string): void {
  try {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  } catch {
    // The reader is gone; there is nobody to tell.
  }
}
