import { NetopsError } from "@netops/core";
import type { LoadProgress } from "../report/load_progress.ts";
import type { LoadCompanion, LoadReport } from "../report/load_report.ts";
import type { LoadOrder, PoolAccount } from "../run/load_order.ts";
import type { SessionLine } from "../session/session_line.ts";

/** The reports of a load by file name; all are made of the same document. */
export type ReportTexts = Readonly<Record<"report.html" | "report.md" | "report.xml", string>>;

/** The files of one load: its order, what its engine said, and its reports. */
export class LoadFolder {
  readonly #dir: string;
  #waiting: string[] = [];

  /** Keeps the files of a load in `dir`, an absolute path. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Where the order is. */
  get orderPath(): string {
    return `${this.#dir}/order.json`;
  }

  /** Where the accounts are while the load runs: they are secrets, and gone at its end. */
  get accountsPath(): string {
    return `${this.#dir}/accounts.json`;
  }

  /** Where k6 writes its own summary. */
  get summaryPath(): string {
    return `${this.#dir}/k6-summary.json`;
  }

  /** Keeps what was asked. @throws {NetopsError} HOME_NOT_WRITABLE */
  begin(order: LoadOrder): void {
    this.#write("order.json", JSON.stringify(order));
  }

  /** Keeps the accounts for the engine. @throws {NetopsError} HOME_NOT_WRITABLE */
  writeAccounts(accounts: readonly PoolAccount[]): void {
    this.#write("accounts.json", JSON.stringify(accounts));
  }

  /** Removes the accounts. */
  removeAccounts(): void {
    try {
      Deno.removeSync(this.accountsPath);
    } catch {
      // There were none: a script of the user's needs none, and a load may end before it has them.
    }
  }

  /** Takes a line of the engine; kept with the next {@linkcode LoadFolder.flush}. */
  addLine(line: SessionLine): void {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
  }

  /** Keeps the lines that wait. A disk that is full stops no load. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const text = this.#waiting.join("");
    this.#waiting = [];
    try {
      const path = `${this.#dir}/sessions.jsonl`;
      Deno.writeTextFileSync(path, text, { append: true, mode: 0o600 });
    } catch {
      // The tally has counted them: only a later look into single sessions lacks them.
    }
  }

  /** Keeps how it goes, for who did not follow it. A disk that is full stops no load. */
  noteProgress(progress: LoadProgress): void {
    try {
      this.#replace("progress.json", JSON.stringify(progress));
    } catch {
      // Who follows it has heard it.
    }
  }

  /** What was asked; undefined when nothing was. */
  readOrder(): LoadOrder | undefined {
    return this.#read("order.json") as LoadOrder | undefined;
  }

  /** How it went when it was last said; undefined when it never was. */
  readProgress(): LoadProgress | undefined {
    return this.#read("progress.json") as LoadProgress | undefined;
  }

  /** The report; undefined while there is none. */
  readReport(): LoadReport | undefined {
    return this.#read("report.json") as LoadReport | undefined;
  }

  /** What the engine said; the last line may be torn, and is left out then. */
  *readLines(): Generator<SessionLine> {
    for (const text of this.#readText("sessions.jsonl").split("\n")) {
      const line = parse(text) as SessionLine | undefined;
      if (line !== undefined) yield line;
    }
  }

  /** What ran beside the load, as far as its starter has written that down. */
  readCompanions(): readonly LoadCompanion[] {
    // Nothing ran beside it, or it is not over.
    return this.#read("companions.json") as readonly LoadCompanion[] | undefined ?? [];
  }

  /** Keeps the reports. @throws {NetopsError} HOME_NOT_WRITABLE */
  writeReports(report: LoadReport, texts: ReportTexts): void {
    for (const [name, text] of Object.entries(texts)) this.#write(name, text);
    // Last: who sees it finds the others, too.
    this.#write("report.json", JSON.stringify(report));
  }

  #write(name: string, text: string): void {
    try {
      Deno.mkdirSync(this.#dir, { recursive: true });
      this.#replace(name, text);
    } catch (cause) {
      throw new NetopsError("HOME_NOT_WRITABLE", `Cannot write ${this.#dir}/${name}`, {
        fix: `df -h ${this.#dir}`,
        cause,
      });
    }
  }

  #read(name: string): unknown {
    return parse(this.#readText(name));
  }

  #readText(name: string): string {
    try {
      return Deno.readTextFileSync(`${this.#dir}/${name}`);
    } catch {
      // Who was killed, or has only begun, has not written everything.
      return "";
    }
  }

  #replace(name: string, text: string): void {
    const path = `${this.#dir}/${name}`;
    Deno.writeTextFileSync(`${path}.new`, text, { mode: 0o600 });
    Deno.renameSync(`${path}.new`, path);
  }
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
