import { type HttpClient, NetopsError, type Rng } from "@netops/core";
import type { CatalogTitle } from "@netops/core/contracts";
import {
  GatewayClient,
  type PlayedSession,
  playSession,
  ViewerAccount,
  VIEWERS_PER_ACCOUNT,
} from "@netops/load/player";
import { type CommandContext, isRunAlive, requireRun } from "../command_context.ts";
import { openPlayShow } from "../play/open_play_show.ts";
import { pickTitle } from "../play/pick_title.ts";
import { type PlayDocument, playDocument, sumDocument } from "../play/play_document.ts";
import { playMany } from "../play/play_many.ts";
import type { ParsedCommand } from "../spec.ts";
import type { PLAY_OPTIONS } from "../tree/stream_commands.ts";
import { playSummary } from "../views/play_lines.ts";

type Parsed = ParsedCommand<typeof PLAY_OPTIONS>;

/** What every viewer of one command shares. */
interface Stage {
  readonly context: CommandContext;
  readonly client: GatewayClient;
  readonly http: HttpClient;
  readonly rng: Rng;
  /** Aborts when nobody wants to watch any more, or nothing can be watched. */
  readonly signal: AbortSignal;
}

const ALIVE_CHECK_MS = 1_000;
const POOLED_CONNECTIONS = 256;
/** An OCA that dies is back within a second; a viewer who looks twice as often sees it. */
const WATCH_MS = 400;
/** More viewers than this look more rarely, so that they do not become the load. */
const WATCHFUL_VIEWERS = 10;

/** @throws {NetopsError} USAGE, as playback would pass over what it cannot read. */
async function checkAddress(ip: string | undefined): Promise<void> {
  if (ip === undefined) return;
  const { default: ipaddr } = await import("ipaddr.js");
  if (ipaddr.IPv4.isValidFourPartDecimal(ip) || ipaddr.IPv6.isValid(ip)) return;
  throw new NetopsError("USAGE", `Cannot read "${ip}" as an IP address`, {
    fix: "--ip 127.20.0.7, for one",
  });
}

/** Plays a title as a viewer does: signs up, asks for a play, and watches over real HTTP. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  await checkAddress(parsed.options.ip);
  const { run: file } = requireRun(context);
  const { host } = context;
  const http = host.createHttpClient({ maxIdlePerHost: POOLED_CONNECTIONS });
  const rng = host.createRng(host.randomHex(16));
  const { clock, timer } = host;
  const client = new GatewayClient({ url: file.urls.gateway, http, clock, timer, rng });
  const end = watchForEnd(context);
  const signal = AbortSignal.any([context.stop.signal, end.signal]);
  try {
    const document = await play(parsed, { context, client, http, rng, signal });
    end.signal.throwIfAborted();
    printDocument(document, context);
    return document.outcome === "failed" ? 1 : 0;
  } finally {
    end.close();
    http.close();
  }
}

/** Aborts when the platform is gone: then no OCA will ever answer again. */
function watchForEnd(context: CommandContext) {
  const ended = new AbortController();
  const close = context.host.timer.every(ALIVE_CHECK_MS, () => {
    if (isRunAlive(context)) return;
    ended.abort(
      new NetopsError("NOT_RUNNING", "The platform ended while the title played", {
        fix: "netops up",
      }),
    );
  });
  return { signal: ended.signal, close };
}

async function play(parsed: Parsed, stage: Stage): Promise<PlayDocument> {
  const { context } = stage;
  const first = await signUp(stage);
  const { titles } = await first.json<{ readonly titles: readonly CatalogTitle[] }>({
    method: "GET",
    path: "/catalog/titles",
    signal: stage.signal,
  });
  const title = pickTitle(titles, parsed.args.title);
  const { viewers, maxHeight } = parsed.options;
  const accounts = Math.ceil(viewers / VIEWERS_PER_ACCOUNT);
  const show = openPlayShow(context, { title: title.title, viewers, accounts, maxHeight });
  try {
    const sessions = await playMany({
      ...{ count: viewers, timer: context.host.timer, signal: stage.signal },
      signUp: async (index) => {
        const account = index === 0 ? first : await signUp(stage);
        show.signedUp();
        return account;
      },
      play: (account, index) =>
        playSession({
          ...sessionOptions(parsed, stage),
          ...{ account, titleId: title.id, playId: stage.rng.hex(12) },
          onStep: (step) => show.step(index + 1, step),
          onViewer: (viewer, answer) => show.follow(index + 1, viewer, answer),
        }),
    });
    return viewers === 1
      ? playDocument(title, sessions[0] as PlayedSession)
      : sumDocument(title, sessions);
  } finally {
    show.close();
  }
}

function sessionOptions({ options }: Parsed, { context, http, rng, signal }: Stage) {
  const { clock, timer } = context.host;
  return {
    ...{ http, clock, timer, rng, signal },
    watchMs: WATCH_MS * Math.max(1, options.viewers / WATCHFUL_VIEWERS),
    ...(options.ip === undefined ? {} : { clientIp: options.ip }),
    ...(options.for === undefined ? {} : { stopAfterMs: options.for }),
    ...(options.maxHeight === undefined ? {} : { maxHeight: options.maxHeight }),
  };
}

function signUp({ client, rng, signal }: Stage): Promise<ViewerAccount> {
  const name = rng.hex(6);
  const credentials = { email: `viewer-${name}@netops.test`, password: rng.hex(12) };
  return ViewerAccount.signUp(client, credentials, signal);
}

function printDocument(document: PlayDocument, { globals, print }: CommandContext): void {
  if (globals.jsonl) print.jsonLine(document);
  else if (globals.json) print.document(document);
  else for (const line of playSummary(document, print.paint)) print.line(line);
}
