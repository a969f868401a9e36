import type { Host } from "@netops/core/host";
import type { Check } from "./check.ts";
import { formatBytes } from "../print/age.ts";

const LEAST_MEMORY_BYTES = 600_000_000;

/** What this machine is: runtime, system, memory, and what the kernel offers. */
export function machineChecks(host: Host): readonly Check[] {
  return [
    denoCheck(Deno.version.deno),
    systemCheck(host.os),
    memoryCheck(Deno.systemMemoryInfo().available),
    ...(host.os === "linux" ? linuxChecks() : []),
  ];
}

/** Deno 2.9 or newer, below 3. */
export function denoCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fits = major === 2 && minor >= 9;
  const check = { name: "deno", detail: `Deno ${version} (needs 2.9 or newer, below 3)` };
  if (fits) return { ...check, level: "ok" };
  return { ...check, level: "fail", fix: "npx --yes deno@2.9.6 upgrade, or install Deno 2.9" };
}

/** At least 600 MB for the ground and a few services. */
export function memoryCheck(availableBytes: number): Check {
  const check = { name: "memory", detail: `${formatBytes(availableBytes)} available` };
  if (availableBytes >= LEAST_MEMORY_BYTES) return { ...check, level: "ok" };
  return { ...check, level: "warn", fix: "close something; the ground alone needs about 300 MB" };
}

function systemCheck(os: string): Check {
  if (os === "linux") {
    return {
      name: "system",
      level: "ok",
      detail: "Linux: gateways share their port (SO_REUSEPORT)",
    };
  }
  if (os === "darwin") {
    return {
      name: "system",
      level: "warn",
      detail: "macOS: one gateway, no faults that need root",
    };
  }
  return { name: "system", level: "fail", detail: `${os} is not supported`, fix: "use WSL2" };
}

function linuxChecks(): readonly Check[] {
  const isRoot = Deno.uid() === 0;
  return [
    canRead("/proc/self/stat")
      ? { name: "proc", level: "ok", detail: "/proc is there: processes and ports can be named" }
      : { name: "proc", level: "fail", detail: "/proc cannot be read", fix: "mount proc" },
    canRead("/sys/fs/cgroup/cgroup.controllers")
      ? { name: "cgroup", level: "ok", detail: "cgroup v2" }
      : {
        name: "cgroup",
        level: "warn",
        detail: "no cgroup v2: no faults of processor and memory",
      },
    {
      name: "root",
      level: isRoot ? "ok" : "warn",
      detail: isRoot
        ? "root: all faults"
        : "not root: no faults that change the network of the machine",
    },
  ];
}

function canRead(path: string): boolean {
  try {
    Deno.readTextFileSync(path);
    return true;
  } catch {
    return false;
  }
}
