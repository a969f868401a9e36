import type { Clock } from "../ports/clock.ts";
import type { HttpClient, HttpServer } from "../ports/http.ts";
import type { GroupUsages, Processes } from "../ports/processes.ts";
import type { ProgramRunner } from "../ports/program_runner.ts";
import type { Rng } from "../ports/rng.ts";
import type { Spawner } from "../ports/spawner.ts";
import type { Tcp } from "../ports/tcp.ts";
import type { Timer } from "../ports/timer.ts";
import type { WebSockets } from "../ports/web_socket.ts";
import { statfsSync } from "node:fs";
import { canListen, freePort, holdAddress } from "./can_listen.ts";
import { readEnvironment, readSearchPath } from "./environment.ts";
import { connect } from "./connect.ts";
import { createDenoHttpClient, type HttpClientOptions } from "./deno_http_client.ts";
import { createDenoHttpServer } from "./deno_http_server.ts";
import { createDenoProgramRunner } from "./deno_program_runner.ts";
import { createDenoSpawner } from "./deno_spawner.ts";
import { denoTcp } from "./deno_tcp.ts";
import { createDenoWebSockets } from "./deno_web_sockets.ts";
import { LinuxGroupUsages } from "./linux_group_usages.ts";
import { openKv } from "./open_kv.ts";
import { linuxProcesses } from "./linux_processes.ts";
import { psProcesses } from "./ps_processes.ts";
import { resolveProgram } from "./resolve_program.ts";
import { type ProcessUsage, readProcessUsage } from "./process_usage.ts";
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
  readonly tcp: Tcp;
  /** Path of the Deno that runs this process. */
  readonly denoPath: string;
  createHttpClient(options?: HttpClientOptions): HttpClient;
  /** Runs programs to their end, in the process group of this process. */
  createProgramRunner(): ProgramRunner;
  createRng(seed: string): Rng;
  /** Random bytes of the operating system as hex: for seeds, tokens and run ids. */
  randomHex(bytes: number): string;
  /** Bytes that may still be written where `path` is. */
  freeBytes(path: string): number;
  /** Reads what process groups use; undefined where the system cannot tell. */
  openGroupUsages(): GroupUsages | undefined;
  /** What this process has used so far. */
  readUsage(): ProcessUsage;
  readEnvironment(): Record<string, string>;
  /** The folders in which this process looks for programs. */
  readSearchPath(): string;
  /** Finds a program as a shell would. */
  findProgram: typeof resolveProgram;
  canListen(hostname: string, port: number): boolean;
  connect(hostname: string, port: number): Promise<void>;
  freePort(hostname: string): number;
  openKv: typeof openKv;
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
    tcp: denoTcp,
    denoPath: Deno.execPath(),
    createHttpClient: createDenoHttpClient,
    createProgramRunner: () => createDenoProgramRunner(processes, randomHex(8)),
    createRng: createSeededRng,
    randomHex,
    freeBytes,
    openGroupUsages: () => Deno.build.os === "linux" ? new LinuxGroupUsages() : undefined,
    readUsage: readProcessUsage,
    readEnvironment,
    readSearchPath,
    findProgram: resolveProgram,
    canListen,
    connect,
    freePort,
    openKv,
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

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

function writeOut(text: string): void {
  try {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  } catch {
    // The reader is gone; there is nobody to tell.
  }
}
