import type { LicensedTitle } from "@netops/core/contracts";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { wordsOf } from "./fold_text.ts";
import { Vocabulary } from "./vocabulary.ts";

// A title counts ten times, a genre four times as much as a word of the description.
const SCHEMA = `
  create virtual table word using fts5(
    title, genres, description, name unindexed, id unindexed,
    tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3'
  );
  create virtual table term using fts5vocab(word, 'row');
`;
const FIND = `select id from word where word match ?
  order by bm25(word, 10.0, 4.0, 1.0), name, id`;

interface Kept {
  readonly title: LicensedTitle;
  readonly rowId: number;
  /** Its words. */
  readonly name: string;
  /** Tells whether it changed. */
  readonly print: string;
}

/** The index: SQLite FTS5 in memory, filled anew at each start. */
export class TitleIndex {
  readonly #db = new DatabaseSync(":memory:");
  readonly #find: StatementSync;
  readonly #any: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #kept = new Map<string, Kept>();
  #byName: readonly Kept[] | undefined;
  #vocabulary: Vocabulary | undefined;

  /** Makes an empty index. */
  constructor() {
    this.#db.exec(SCHEMA);
    this.#find = this.#db.prepare(FIND);
    this.#any = this.#db.prepare("select 1 from word where word match ? limit 1");
    this.#add = this.#db.prepare(
      "insert into word (title, genres, description, name, id) values (?, ?, ?, ?, ?)",
    );
    this.#remove = this.#db.prepare("delete from word where rowid = ?");
  }

  /** How many titles it knows. */
  get size(): number {
    return this.#kept.size;
  }

  /** The words of all titles. */
  get vocabulary(): Vocabulary {
    this.#vocabulary ??= new Vocabulary(
      this.#db.prepare("select term, doc from term").all().map((row) => ({
        term: String(row["term"]),
        titles: Number(row["doc"]),
      })),
    );
    return this.#vocabulary;
  }

  /** Knows exactly these titles from now on; what did not change is not written. */
  fill(titles: readonly LicensedTitle[]): void {
    this.#db.exec("begin");
    const there = new Set(titles.map(({ id }) => id));
    for (const [id, kept] of this.#kept) {
      if (!there.has(id)) this.#drop(id, kept);
    }
    for (const title of titles) this.#put(title);
    this.#db.exec("commit");
  }

  /** A title as it was filled. */
  title(id: string): LicensedTitle | undefined {
    return this.#kept.get(id)?.title;
  }

  /** The titles whose words begin with this text, in the order of their words. */
  *beginning(text: string): Generator<LicensedTitle> {
    this.#byName ??= [...this.#kept.values()].sort(byName);
    for (let at = firstNotBefore(this.#byName, text); at < this.#byName.length; at++) {
      const kept = this.#byName[at];
      if (kept === undefined || !kept.name.startsWith(text)) return;
      yield kept.title;
    }
  }

  /** Whether any title matches a query of FTS5. */
  has(match: string): boolean {
    return this.#any.get(match) !== undefined;
  }

  /** The titles that match a query of FTS5, best first, as far as they are read. */
  *find(match: string): Generator<LicensedTitle> {
    for (const row of this.#find.iterate(match)) {
      const title = this.title(String(row["id"]));
      if (title !== undefined) yield title;
    }
  }

  /** Frees its memory. */
  close(): void {
    this.#db.close();
  }

  #put(title: LicensedTitle): void {
    const print = JSON.stringify(title);
    const known = this.#kept.get(title.id);
    if (known?.print === print) return;
    if (known !== undefined) this.#drop(title.id, known);
    const words = [title.title, title.genres.join(" "), title.description].map(foldedWords);
    const name = words[0] ?? "";
    const { lastInsertRowid } = this.#add.run(...words, name, title.id);
    this.#kept.set(title.id, { title, name, rowId: Number(lastInsertRowid), print });
    this.#changed();
  }

  #drop(id: string, { rowId }: Kept): void {
    this.#remove.run(rowId);
    this.#kept.delete(id);
    this.#changed();
  }

  #changed(): void {
    this.#byName = undefined;
    this.#vocabulary = undefined;
  }
}

function byName(left: Kept, right: Kept): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  return left.title.id < right.title.id ? -1 : 1;
}

/** The first place whose name is not before a text. */
function firstNotBefore(sorted: readonly Kept[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.name ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function foldedWords(text: string): string {
  return wordsOf(text).join(" ");
}
