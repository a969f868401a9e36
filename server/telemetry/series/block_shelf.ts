import { type Block, type BlockLevel } from "./block.ts";
import { blockName, writeBlock } from "./block_file.ts";
import type { DiskGuard } from "./disk_guard.ts";
import type { SeriesFiles } from "./series_files.ts";

/** Why a block was let go. */
export type DropReason = "age" | "memory" | "disk";

/** How long and how much blocks are kept. */
export interface ShelfLimits {
  readonly retentionMs: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** What a shelf works with. */
export interface ShelfOptions {
  readonly files: SeriesFiles;
  readonly guard: DiskGuard;
  readonly limits: ShelfLimits;
  readonly keyOf: (slot: number) => string;
  /** Called for each block that is no longer in memory, before it is forgotten. */
  readonly onDrop: (block: Block) => void;
}

/** A count of what was dropped for one reason. */
export interface Dropped {
  blocks: number;
  samples: number;
}

/** All sealed blocks, the oldest first, in memory and as files; the oldest leaves first. */
export class BlockShelf {
  readonly #options: ShelfOptions;
  readonly #fileBytes = new Map<string, number>();
  /** Blocks that the disk did not take yet. */
  readonly #unwritten = new Set<Block>();
  /** Files that a block replaces once it is written. */
  readonly #replaced = new Map<Block, readonly string[]>();
  /** Files that a damaged block was put aside under, the oldest first. */
  readonly #aside: string[] = [];
  readonly dropped: Readonly<Record<DropReason, Dropped>> = {
    age: { blocks: 0, samples: 0 },
    memory: { blocks: 0, samples: 0 },
    disk: { blocks: 0, samples: 0 },
  };
  /** The oldest first. */
  blocks: readonly Block[] = [];
  /** Bytes of all blocks in memory. */
  sizeBytes = 0;

  /** Makes an empty shelf. */
  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** Bytes of all files of blocks. */
  get diskBytes(): number {
    return [...this.#fileBytes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  }

  /** Whether every block is on the disk. */
  get isWritten(): boolean {
    return this.#unwritten.size === 0;
  }

  /** Puts a block behind all others and writes it. */
  add(block: Block): void {
    this.blocks = [...this.blocks, block];
    this.sizeBytes += block.sizeBytes;
    this.#unwritten.add(block);
    this.#write(block);
  }

  /** Puts a block from the disk in its place. */
  load(block: Block, fileBytes: number): void {
    this.blocks = [...this.blocks, block].sort((a, b) => a.place.first - b.place.first);
    this.sizeBytes += block.sizeBytes;
    this.#fileBytes.set(blockName(block.place), fileBytes);
  }

  /** Counts a file of a damaged block; it is removed before any block that is whole. */
  putAside(name: string, fileBytes: number): void {
    this.#aside.push(name);
    this.#fileBytes.set(name, fileBytes);
  }

  /** Removes a file for whose block there is no room in memory. */
  dropFile(name: string): void {
    this.dropped.memory.blocks++;
    this.#remove(name);
  }

  /** Puts one block in the place of others that stand side by side. */
  replace(sources: readonly Block[], block: Block): void {
    const gone = new Set(sources);
    const at = this.blocks.findIndex((source) => gone.has(source));
    const left = this.blocks.filter((source) => !gone.has(source));
    this.blocks = [...left.slice(0, at), block, ...left.slice(at)];
    this.sizeBytes += block.sizeBytes -
      sources.reduce((sum, source) => sum + source.sizeBytes, 0);
    const names = sources.flatMap((source) => this.#filesOf(source));
    for (const source of sources) {
      this.#unwritten.delete(source);
      this.#replaced.delete(source);
    }
    this.#replaced.set(block, names);
    this.#unwritten.add(block);
    this.#write(block);
  }

  /** Blocks of a level that are all before a time, side by side, the oldest first. */
  oldest(level: BlockLevel, beforeMs: number): Block[] {
    const start = this.blocks.findIndex((block) => block.place.level === level);
    if (start < 0) return [];
    const rest = this.blocks.slice(start);
    const end = rest.findIndex((block) => block.place.level !== level || block.toMs >= beforeMs);
    return end < 0 ? rest : rest.slice(0, end);
  }

  /** Tries again to write what the disk did not take. */
  retry(): void {
    for (const block of this.#unwritten) {
      if (!this.#write(block)) return;
    }
  }

  /** Lets the oldest go until nothing is too old and all is within bounds; others use memory and disk, too. */
  enforce(nowMs: number, others: { readonly memoryBytes: number; readonly diskBytes: number }) {
    const { limits } = this.#options;
    const oldest = () => this.blocks[0];
    while ((oldest()?.toMs ?? Infinity) < nowMs - limits.retentionMs) this.#drop("age");
    while (oldest() !== undefined && this.sizeBytes + others.memoryBytes > limits.memoryBytes) {
      this.#drop("memory");
    }
    let spareBytes = limits.diskBytes - others.diskBytes - this.diskBytes;
    while (spareBytes < 0) {
      const freedBytes = this.#freeDisk();
      if (freedBytes === 0) return;
      spareBytes += freedBytes;
    }
  }

  #drop(reason: DropReason): void {
    const [block, ...rest] = this.blocks;
    if (block === undefined) return;
    this.#options.onDrop(block);
    this.blocks = rest;
    this.sizeBytes -= block.sizeBytes;
    this.#count(reason, block);
    for (const name of this.#filesOf(block)) this.#remove(name);
    this.#unwritten.delete(block);
    this.#replaced.delete(block);
  }

  /** Removes the oldest file; its block stays in memory, but is gone after a restart. */
  #freeDisk(): number {
    const aside = this.#aside.shift();
    if (aside !== undefined) return this.#remove(aside);
    for (const block of this.blocks) {
      const names = this.#filesOf(block);
      if (names.length === 0) continue;
      this.#count("disk", block);
      return names.reduce((sum, name) => sum + this.#remove(name), 0);
    }
    return 0;
  }

  #count(reason: DropReason, block: Block): void {
    this.dropped[reason].blocks++;
    this.dropped[reason].samples += block.sampleCount;
  }

  #filesOf(block: Block): string[] {
    return [blockName(block.place), ...this.#replaced.get(block) ?? []]
      .filter((name) => this.#fileBytes.has(name));
  }

  #remove(name: string): number {
    const sizeBytes = this.#fileBytes.get(name) ?? 0;
    const { files, guard } = this.#options;
    if (!guard.attempt(() => files.remove(name))) return 0;
    this.#fileBytes.delete(name);
    return sizeBytes;
  }

  #write(block: Block): boolean {
    const { files, guard, keyOf } = this.#options;
    const name = blockName(block.place);
    let sizeBytes = 0;
    const isWritten = guard.write(() => {
      const bytes = writeBlock(block, keyOf);
      sizeBytes = bytes.length;
      writeWhole(files, name, bytes);
    });
    if (!isWritten) return false;
    this.#unwritten.delete(block);
    this.#fileBytes.set(name, sizeBytes);
    for (const old of this.#replaced.get(block) ?? []) this.#remove(old);
    this.#replaced.delete(block);
    return true;
  }
}

/** Gives a file its name only after it is whole and on the disk. */
function writeWhole(files: SeriesFiles, name: string, bytes: Uint8Array): void {
  const temporary = `${name}.tmp`;
  try {
    files.append(temporary, bytes);
    files.sync(temporary);
    files.rename(temporary, name);
  } catch (thrown) {
    files.remove(temporary);
    throw thrown;
  }
}
