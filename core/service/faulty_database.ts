import type { FailPoints } from "../faults/fail_points.ts";
import type { FaultCarrier } from "../faults/fault_carrier.ts";

/** What makes a database fail. */
export interface DatabaseFaults {
  readonly points: FailPoints;
  readonly carrier: Pick<FaultCarrier, "passDatabase">;
}

/** Waits or fails where something is to fail. */
type Pass = () => Promise<void> | undefined;

/** Calls that ask the database; what begins with them is built without it. */
const ASKING: ReadonlySet<PropertyKey> = new Set(["get", "getMany", "set", "delete", "enqueue"]);

type Method = (...parameters: unknown[]) => unknown;

/**
 * Makes a database whose calls are late or fail while a fault stands at `kv`, or where the request that
 * is served carries one; otherwise it is the same.
 *
 * A commit that fails so was not made. `watch` is only late or refused when it begins.
 */
export function faultyDatabase(kv: Deno.Kv, { points, carrier }: DatabaseFaults): Deno.Kv {
  points.offer("kv", ["error", "delay"]);
  const pass = () => {
    const carried = carrier.passDatabase();
    return carried === undefined ? points.pass("kv") : carried.then(() => points.pass("kv"));
  };
  return new Proxy(kv, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      // Methods of Deno's own look for what is private to the real object.
      const method = (value as Method).bind(target);
      if (ASKING.has(name)) return passing(method, pass);
      if (name === "atomic") return () => faultyAtomic(target.atomic(), pass);
      if (name === "list") return (...given: unknown[]) => new FaultyList(method(...given), pass);
      return method;
    },
  });
}

function passing(method: Method, pass: Pass): Method {
  return (...parameters) => {
    const failing = pass();
    return failing === undefined
      ? method(...parameters)
      : failing.then(() => method(...parameters));
  };
}

function faultyAtomic(operation: Deno.AtomicOperation, pass: Pass): Deno.AtomicOperation {
  const faulty: Deno.AtomicOperation = new Proxy(operation, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const method = (value as Method).bind(target);
      if (name === "commit") return passing(method, pass);
      return (...parameters: unknown[]) => {
        const answer = method(...parameters);
        return answer === target ? faulty : answer;
      };
    },
  });
  return faulty;
}

/** A list that asks whether it is to fail before each entry. */
class FaultyList implements AsyncIterableIterator<unknown> {
  readonly #inner: Deno.KvListIterator<unknown>;
  readonly #pass: Pass;

  constructor(inner: unknown, pass: Pass) {
    this.#inner = inner as Deno.KvListIterator<unknown>;
    this.#pass = pass;
  }

  get cursor(): string {
    return this.#inner.cursor;
  }

  async next(): Promise<IteratorResult<unknown>> {
    const failing = this.#pass();
    if (failing !== undefined) await failing;
    return await this.#inner.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
