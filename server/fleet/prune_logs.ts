/** What to keep. */
export interface PruneOptions {
  /** How many instances of an app keep their files, the newest first. */
  readonly keepPerApp: number;
  /** Instances whose file is open. */
  isOpen(instance: string): boolean;
}

const LOG_NAME = /^(([^.]+)-v\d+-[0-9a-f]+)\.jsonl(\.\d+)?$/;

interface InstanceLogs {
  readonly files: string[];
  newestMs: number;
}

/**
 * Removes the files of instances that died long ago: a crash loop makes a new instance every few
 * seconds, and each has a file of its own. Answers the removed files.
 */
export function pruneLogs(dir: string, options: PruneOptions): string[] {
  const apps = new Map<string, Map<string, InstanceLogs>>();
  for (const entry of Deno.readDirSync(dir)) {
    const [, instance, app] = LOG_NAME.exec(entry.name) ?? [];
    if (instance === undefined || app === undefined || options.isOpen(instance)) continue;
    const instances = apps.get(app) ?? new Map<string, InstanceLogs>();
    const logs = instances.get(instance) ?? { files: [], newestMs: 0 };
    logs.files.push(entry.name);
    logs.newestMs = Math.max(logs.newestMs, changedAtMs(`${dir}/${entry.name}`));
    apps.set(app, instances.set(instance, logs));
  }
  const old = [...apps.values()].flatMap((instances) =>
    [...instances.values()].sort((left, right) => right.newestMs - left.newestMs)
      .slice(options.keepPerApp)
  );
  const files = old.flatMap((logs) => logs.files);
  for (const file of files) Deno.removeSync(`${dir}/${file}`);
  return files;
}

function changedAtMs(path: string): number {
  return Deno.statSync(path).mtime?.getTime() ?? 0;
}
