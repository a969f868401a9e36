import {
  FAULT_VARIABLE,
  isOpen,
  JOURNAL_FILE,
  type JournalContent,
  readJournal,
} from "@netops/chaos/guardian";
import { type Processes, toNetopsError } from "@netops/core";
import type { Residue } from "@netops/core/contracts";
import { readGroupJournal } from "@netops/server";

/** What the journals and the processes of a home say without anybody who answers. */
export interface OfflineScene {
  readonly journal: JournalContent;
  /** Ids of process groups of this home that live. */
  readonly groups: ReadonlySet<number>;
  /** Pids of groups of this home that are stopped. */
  readonly stopped: readonly StoppedProcess[];
  /** Processes that faults started beside instances. */
  readonly helpers: readonly HelperProcess[];
  /** What is there and cannot be read: nobody knows what stands in it. */
  readonly unreadable: readonly Residue[];
}

/** A process that a signal stopped. */
export interface StoppedProcess {
  readonly pid: number;
  readonly group: number;
}

/** A process that a fault started. */
export interface HelperProcess {
  readonly pid: number;
  readonly fault: string;
}

/** The journal of the guardian in a home. */
export function journalPath(home: string): string {
  return `${home}/data/guardian/${JOURNAL_FILE}`;
}

/** Looks at a home from outside. */
export function readScene(home: string, processes: Processes): OfflineScene {
  const faults = readIfThere(journalPath(home));
  const running = readIfThere(`${home}/groups.jsonl`);
  const journal = readJournal(faults.text);
  const own = (readGroupJournal(`${home}/groups.jsonl`)?.groups ?? []).filter((group) => {
    const mark = processes.startMark(group.pid);
    return mark === undefined || mark === group.startMark;
  });
  const members = own.flatMap(({ pid: group }) =>
    processes.groupMembers(group).map((pid) => ({ pid, group }))
  );
  const helpers = journal.faults.flatMap(({ record: { id: fault } }) =>
    processes.withEnvironment(FAULT_VARIABLE, fault).map((pid) => ({ pid, fault }))
  );
  return {
    ...{ journal, helpers },
    groups: new Set(members.map(({ group }) => group)),
    stopped: members.filter(({ pid }) => processes.isStopped(pid) === true),
    unreadable: [...faults.problems, ...running.problems],
  };
}

/**
 * What a scene shows that no fault accounts for: `active` are the faults that somebody still owns,
 * undefined when nobody can be asked. Then a fault is left when its journal says no end and its target
 * lives.
 */
export function residueOf(
  scene: OfflineScene,
  active: ReadonlySet<string> | undefined,
): Residue[] {
  const { journal, stopped, helpers, unreadable } = scene;
  const isActive = (fault: string) => active?.has(fault) === true;
  const targets = new Set(
    journal.faults.filter(({ record }) => isActive(record.id))
      .flatMap(({ record }) => record.parts.map(({ target }) => target.pid)),
  );
  return [
    ...unreadable,
    ...stopped.filter(({ group }) => !targets.has(group)).map(({ pid }): Residue => ({
      ...{ what: "a process that is stopped", where: `pid ${pid}` },
      fix: `netops chaos panic, or kill -CONT ${pid}`,
    })),
    ...helpers.filter(({ fault }) => !isActive(fault)).map(({ pid, fault }): Residue => ({
      ...{ what: `a process that ${fault} started`, where: `pid ${pid}` },
      fix: `netops chaos panic, or kill -9 ${pid}`,
    })),
    ...active === undefined ? unknownOf(scene) : [],
  ];
}

/** Faults without an end, on targets that live: nobody says that they are undone. */
function unknownOf({ journal, groups }: OfflineScene): Residue[] {
  const open = journal.faults.filter(isOpen).map(({ record }) => record);
  return open.flatMap(({ id, kind, parts }) =>
    parts.filter(({ target }) => groups.has(target.pid)).map(({ target }): Residue => ({
      what: `${kind} ${id}, of which nobody says that it is undone`,
      where: `${target.id} (pid ${target.pid})`,
      fix: "netops chaos panic, or netops down",
    }))
  );
}

interface FileText {
  readonly text: string;
  readonly problems: readonly Residue[];
}

function readIfThere(path: string): FileText {
  try {
    return { text: Deno.readTextFileSync(path), problems: [] };
  } catch (error) {
    // Without a journal nothing was ever noted here.
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isNone) return { text: "", problems: [] };
    const what = `a journal that cannot be read: ${toNetopsError(error).message}`;
    return { text: "", problems: [{ what, where: path, fix: `ls -l ${path}` }] };
  }
}
