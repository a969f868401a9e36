import assert from "node:assert/strict";
import { kill, type PsRow, until } from "../harness/platform.ts";
import { type PlayDocument, StreamingPlatform } from "../harness/streaming_platform.ts";

/**
 * Every app that may lose an instance while people watch. fleet is the owner of the run: when it dies,
 * everything ends, by design; its loss is a test of its own.
 */
const VICTIMS = [
  ...["playback", "steering", "catalog", "user", "billing", "cachecontrol", "oca", "gateway"],
  ...["search", "recommendation", "watch", "registry", "kv", "events", "origin", "web", "keeper"],
];

const BETWEEN_KILLS_MS = 2_500;
const ROUND_S = 15;
/** The OCA is killed when so many of a round play; the rest of the round shows what that cost. */
const PLAYING_RATIO = 0.8;
const WHEN_PLAYING_MS = 10_000;
/** What the loss of the OCA that serves may cost a viewer. */
const MOST_STALLED_MS = 2_000;

/**
 * Kills one instance of each app in turn while viewers play, of the OCAs the one that they play from, and
 * demands that every viewer gets through and that everything is up again at the end.
 */
export async function ridesOverLosses(options: { readonly viewers: number }): Promise<void> {
  await using streaming = await StreamingPlatform.boot("std");
  await using theatre = new Theatre(streaming, options.viewers);
  await sleep(3_000);
  for (const app of VICTIMS) {
    if (app === "oca") await losesItsOca(streaming, theatre);
    else await loses(streaming, await streaming.instanceOf(app));
    await sleep(BETWEEN_KILLS_MS);
  }
  const rounds = await theatre.close();
  assert.ok(rounds.length > 0);
  for (const { code, text } of rounds) assert.equal(code, 0, text);
  await streaming.allUp();
}

/** Kills an instance and waits until another one stands in its place. */
async function loses(streaming: StreamingPlatform, victim: PsRow): Promise<void> {
  kill(victim.pid, "SIGKILL");
  await until(`${victim.app} is replaced`, 10_000, async () => {
    const rows = await streaming.platform.ps();
    return rows.every((row) => row.pid !== victim.pid) &&
      rows.some((row) => row.app === victim.app && row.pid !== victim.pid && row.status === "UP");
  });
}

/**
 * Kills the OCA that most viewers play from, early in a round, and looks at what that round came to: some
 * viewer has to have left it, and none may have waited for long.
 */
async function losesItsOca(streaming: StreamingPlatform, theatre: Theatre): Promise<void> {
  const { startedAtMs, over } = await theatre.nextRound();
  let victim: PsRow | undefined;
  await until("the viewers of this round play", WHEN_PLAYING_MS, async () => {
    const audiences = await streaming.audiences(startedAtMs);
    const playing = audiences.reduce((sum, { viewers }) => sum + viewers, 0);
    if (playing >= PLAYING_RATIO * theatre.viewers) victim = audiences[0]?.oca;
    return victim !== undefined;
  });
  await loses(streaming, victim!);
  const { document, text } = await over;
  const { failovers, mostStalledMs = Infinity } = document;
  console.log(`lost ${victim!.id}: ${failovers} failovers, most stalled ${mostStalledMs} ms`);
  const why = `after the loss of ${victim!.id}: ${text}`;
  assert.ok(failovers >= 1, why);
  assert.ok(mostStalledMs <= MOST_STALLED_MS, why);
}

interface Round {
  readonly code: number;
  readonly document: PlayDocument;
  readonly text: string;
}

interface RunningRound {
  /** Wall time. */
  readonly startedAtMs: number;
  readonly over: Promise<Round>;
}

/** Plays round after round, so that there are starts as well as running streams at every kill. */
class Theatre implements AsyncDisposable {
  readonly viewers: number;
  readonly #streaming: StreamingPlatform;
  readonly #rounds: Round[] = [];
  readonly #playing: Promise<void>;
  #isClosing = false;
  #onRound: (round: RunningRound) => void = () => undefined;

  constructor(streaming: StreamingPlatform, viewers: number) {
    this.#streaming = streaming;
    this.viewers = viewers;
    this.#playing = this.#run();
  }

  /** Waits until a round begins. */
  nextRound(): Promise<RunningRound> {
    return new Promise((resolve) => this.#onRound = resolve);
  }

  /** Ends with the round that runs, and answers all of them. */
  async close(): Promise<readonly Round[]> {
    this.#isClosing = true;
    await this.#playing;
    return this.#rounds;
  }

  /** Ends also when the test failed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(): Promise<void> {
    while (!this.#isClosing) {
      const over = this.#round();
      this.#onRound({ startedAtMs: Date.now(), over });
      this.#rounds.push(await over);
    }
  }

  async #round(): Promise<Round> {
    const options = ["--viewers", String(this.viewers), "--for", `${ROUND_S}s`];
    const { code, document, stderr } = await this.#streaming.play(options);
    return { code, document, text: `${JSON.stringify(document)}\n${stderr}` };
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
