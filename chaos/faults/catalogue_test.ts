import assert from "node:assert/strict";
import { FaultKindView, HeldFault, type PsInstance } from "@netops/core/contracts";
import { FAULT_KINDS, findFaultKind, viewFaultKind } from "./catalogue.ts";

const OURS = { id: "user-v000-aa11", adminUrl: "http://127.0.0.1:1" } as PsInstance;
const THEIRS = { id: "hello-v000-aa11" } as PsInstance;

Deno.test("every kind has a name of its own, a summary, a schema and an undo that says how it is seen", () => {
  const names = FAULT_KINDS.map(({ kind }) => kind);
  assert.equal(new Set(names).size, names.length);
  for (const kind of FAULT_KINDS) {
    assert.match(kind.kind, /^[a-z]+(-[a-z]+)*$/);
    assert.match(kind.summary, /^[a-z].*[^.]$/);
    assert.match(kind.undo, /; seen /, kind.kind);
    assert.equal(FaultKindView.safeParse(viewFaultKind(kind)).success, true, kind.kind);
    assert.equal(findFaultKind(kind.kind), kind);
  }
  assert.equal(findFaultKind("no-such"), undefined);
});

Deno.test("every kind can be injected without parameters, and refuses those it does not know", () => {
  for (const kind of FAULT_KINDS) {
    assert.equal(kind.parameters.safeParse({ nonsense: 1 }).success, false, kind.kind);
    const part = kind.partOn(OURS, kind.parameters.parse({}), "user");
    if (!("effect" in part)) continue;
    const held = { id: "f", kind: kind.kind, remainingMs: 1, leaseMs: 5_000, seed: "s" };
    const match = "match" in part ? part.match : {};
    const parsed = HeldFault.safeParse({ ...held, effect: part.effect, match });
    assert.equal(parsed.success, true, `${kind.kind}: ${parsed.error?.message}`);
  }
});

Deno.test("a process of ours does faults on requests itself, in front of a service of the user's stands a link", () => {
  const latency = findFaultKind("latency");
  const parameters = latency?.parameters.parse({ delayMs: 5, methods: ["GET"] }) ?? {};
  const match = { methods: ["GET"] };
  const effect = { type: "delay", delayMs: 5, jitterMs: 0 };
  assert.deepEqual(latency?.partOn(OURS, parameters, "user"), { side: "service", effect, match });
  assert.deepEqual(latency?.partOn(THEIRS, parameters, "hello"), { side: "link", effect, match });
});

Deno.test("only what takes instances away is told to spare the last healthy one", () => {
  const taking = FAULT_KINDS.filter(({ takesAway }) => takesAway).map(({ kind }) => kind);
  assert.deepEqual(taking.sort(), [
    "event-loop-block",
    "file-limit",
    "process-kill",
    "process-outage",
    "process-pause",
    "process-restart-loop",
    "process-terminate",
    "zone-loss",
  ]);
});

Deno.test("what takes a disk takes the one on which the instance is, by a file that nobody can find", () => {
  const there = { ...THEIRS, pid: 77 };
  for (const kind of FAULT_KINDS.filter(({ disk }) => disk !== undefined)) {
    const part = kind.partOn(there, kind.parameters.parse({}), "hello");
    const [, , script = ""] = part.side === "job" ? part.command : [];
    assert.match(script, /^f=\$\(mktemp -p \/proc\/77\/cwd .*rm "\$f"/, kind.kind);
  }
});
