import assert from "node:assert/strict";
import { type HttpClient, NetopsError, problemResponse } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { instanceOf, recordOf } from "../guardian_fixture.ts";
import { findResidue } from "../find_residue.ts";
import { FleetSide } from "./fleet_side.ts";
import { JobSide } from "./job_side.ts";
import { LinkDesk } from "./link_desk.ts";
import { LinkSide } from "./link_side.ts";
import { ServiceSide } from "./service_side.ts";
import { SideWire } from "./side_wire.ts";
import { ToxicSide } from "./toxic_side.ts";

type Answer = unknown | ((body: unknown) => unknown);

/** Answers calls by `METHOD url`; what is not named hangs, is gone, or is missing as `rest` says. */
function wireOf(answers: Readonly<Record<string, Answer>>, rest: "gone" | "hangs" | "missing") {
  const timer = new FakeTimer();
  const asked: { call: string; body: unknown }[] = [];
  const http: HttpClient = {
    send: ({ method, url, body, signal }) => {
      const call = `${method} ${url}`;
      const sent = typeof body === "string" ? JSON.parse(body) : undefined;
      asked.push({ call, body: sent });
      if (call in answers) {
        const answer = answers[call];
        return Promise.resolve(
          Response.json(typeof answer === "function" ? answer(sent) : answer),
        );
      }
      if (rest === "missing") {
        return Promise.resolve(problemResponse(new NetopsError("NOT_FOUND", "none")));
      }
      if (rest === "gone") {
        const details = { phase: "connect" };
        return Promise.reject(new NetopsError("UNREACHABLE", "nobody", { details }));
      }
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    },
    close: () => undefined,
  };
  const calls = () => asked.map(({ call }) => call);
  return { wire: new SideWire({ http, timer, token: "t" }), timer, asked, calls };
}

const target = instanceOf("hello-1", { adminUrl: "http://admin" });
const DELAY = { type: "delay", delayMs: 1, jitterMs: 0 } as const;
const service = { target, part: { side: "service", effect: DELAY, match: {} } } as const;
const pause = { target, part: { side: "fleet", effect: { type: "pause" } } } as const;

Deno.test("a side that hangs is waited for 1.5 s, and a bad answer is what it says", async () => {
  const { wire, timer } = wireOf({}, "hangs");
  const asking = wire.ask({ method: "GET", url: "http://x/" });
  asking.catch(() => undefined);
  await timer.advance(1_500);
  await assert.rejects(asking, { code: "TIMED_OUT" });
  assert.equal(timer.pendingCount, 0);
  const missing = wireOf({}, "missing");
  const ask = () => missing.wire.ask({ method: "GET", url: "http://x/" });
  await assert.rejects(ask, { code: "NOT_FOUND" });
});

Deno.test("each fault is renewed for its own lease: a long one makes no short one longer", async () => {
  const renewal = "POST http://fleet/v1/faults/renew";
  const { wire, asked } = wireOf({ [renewal]: {}, "POST http://admin/faults/renew": {} }, "gone");
  const faults = [
    recordOf("a", { leaseMs: 500, parts: [pause, service] }),
    recordOf("b", { leaseMs: 5_000, parts: [pause, service] }),
    recordOf("c", { leaseMs: 500, parts: [pause] }),
  ];
  await new FleetSide(wire, "http://fleet").renew(faults);
  await new ServiceSide(wire).renew(faults.slice(0, 2));
  assert.deepEqual(asked.map(({ body }) => body), [
    { ids: ["a", "c"], leaseMs: 500 },
    { ids: ["b"], leaseMs: 5_000 },
    { ids: ["a"], leaseMs: 500 },
    { ids: ["b"], leaseMs: 5_000 },
  ]);
});

Deno.test("a process that is gone holds nothing; one that hangs may", async () => {
  const fault = recordOf("f", { parts: [service] });
  const gone = new ServiceSide(wireOf({}, "gone").wire);
  assert.deepEqual(await gone.look(fault, service), { isHeld: false, isLeft: false, hits: 0 });
  await gone.undo(fault, service);
  const hung = wireOf({}, "hangs");
  const looking = new ServiceSide(hung.wire).look(fault, service);
  looking.catch(() => undefined);
  await hung.timer.advance(1_500);
  await assert.rejects(looking, { code: "TIMED_OUT" });
});

Deno.test("fleet is asked about one fault only, and what ended there may still be seen", async () => {
  const held = { id: "f", instance: "hello-1", hits: 2 };
  const url = "GET http://fleet/v1/faults?id=f";
  const look = async (faults: readonly unknown[]) => {
    const side = new FleetSide(wireOf({ [url]: { faults } }, "gone").wire, "http://fleet");
    return await side.look(recordOf("f"), pause);
  };
  assert.deepEqual(await look([held]), { isHeld: true, isLeft: false, hits: 2 });
  assert.deepEqual(await look([{ ...held, isLeft: true }]), {
    ...{ isHeld: false, isLeft: true, hits: 2 },
  });
  assert.equal((await look([{ ...held, instance: "hello-2" }])).isHeld, false);
});

Deno.test("a job is followed as soon as it runs, found by its name after a crash, and stopped once", async () => {
  const part = { target, part: { side: "job", command: ["/bin/sh"] } } as const;
  const fault = recordOf("f-1", { parts: [part] });
  const name = "f-1-hello-1";
  const jobs = [
    { id: "j1", name, status: "running", pid: 7 },
    { id: "j2", name, status: "stopped" },
    { id: "j3", name: "other", status: "running", pid: 8 },
  ];
  const { wire, asked } = wireOf({
    "GET http://fleet/v1/jobs": () => ({ jobs }),
    "POST http://fleet/v1/jobs": { id: "j1" },
    "DELETE http://fleet/v1/jobs/j1": {},
  }, "missing");
  const followed: string[] = [];
  const follow = (id: string) => void followed.push(id);
  const side = new JobSide({ wire, fleetUrl: "http://fleet", follow });
  await side.inject(fault, part, 1_234.5);
  const { body } = asked[0] as { body: { name: string; env: unknown; deadlineMs: number } };
  assert.deepEqual([body.name, body.env, body.deadlineMs], [name, { NETOPS_FAULT: "f-1" }, 1_235]);
  assert.deepEqual(followed, ["j1"]);
  assert.equal((await side.look(fault, part)).isHeld, true);
  await side.undo(fault, part);
  assert.equal(asked.filter(({ call }) => call.startsWith("DELETE")).length, 1);
  jobs[0] = { id: "j1", name, status: "stopped", pid: 7 };
  assert.deepEqual(await side.look(fault, part), { isHeld: false, isLeft: true, hits: 1 });
  jobs.shift();
  assert.equal((await side.look(fault, part)).isLeft, false);
});

const LINK = instanceOf("link-1", { app: "link", adminUrl: "http://link" });

/** A fleet with links and a process of links that keep what they are told. */
function linkRig(change: Readonly<Record<string, Answer>> = {}) {
  const links = new Map<string, string>();
  const proxies = new Map<string, unknown>();
  const chain = { host: "127.0.0.1", port: 9 };
  let isOpen = false;
  const rig = wireOf({
    "GET http://fleet/v1/routes": () => ({ links: [...links].map(([from, to]) => ({ from, to })) }),
    "GET http://fleet/v1/instances": { instances: [LINK] },
    "PUT http://fleet/v1/links": (body: unknown) => {
      const { from, to } = body as { from: string; to?: string };
      if (to === undefined) links.delete(from);
      else links.set(from, to);
      return {};
    },
    "GET http://toxi/proxies": () => Object.fromEntries(proxies),
    "POST http://toxi/proxies": (body: unknown) => {
      const { name } = body as { name: string };
      proxies.set(name, { listen: "127.0.0.1:8" });
      return { listen: "127.0.0.1:8" };
    },
    "DELETE http://toxi/proxies/netops-hello-1": () => proxies.delete("netops-hello-1"),
    "GET http://link/http-links": () => ({ links: isOpen ? [{ instance: "hello-1" }] : [] }),
    "PUT http://link/http-links/hello-1": () => (isOpen = true, chain),
    "DELETE http://link/http-links/hello-1": () => (isOpen = false, {}),
    "PUT http://link/http-links/hello-1/faults/f": {},
    "DELETE http://link/http-links/hello-1/faults/f": {},
    "POST http://toxi/proxies/netops-hello-1/toxics": {},
    ...change,
  }, "missing");
  const desk = new LinkDesk({
    ...{ wire: rig.wire, fleetUrl: "http://fleet", toxiproxyUrl: "http://toxi" },
  });
  return { ...rig, desk, links, proxies, isOpen: () => isOpen };
}

const linkPart = { target, part: { side: "link", effect: DELAY, match: {} } } as const;
const TOXIC = { type: "latency", stream: "upstream", toxicity: 1, attributes: {} } as const;
const toxicPart = { target, part: { side: "toxic", toxics: [TOXIC] } } as const;

Deno.test("a chain is built as far as faults need it, and goes with the last of them", async () => {
  const { desk, links, proxies, isOpen } = linkRig();
  const [http, tcp] = [new LinkSide(desk), new ToxicSide(desk)];
  const f = recordOf("f");
  const g = recordOf("g");
  await http.inject(f, linkPart, 1_000);
  assert.equal(links.get("127.0.0.1:1"), "127.0.0.1:9");
  await tcp.inject(g, toxicPart, 1_000);
  assert.deepEqual([links.get("127.0.0.1:1"), proxies.size], ["127.0.0.1:8", 1]);
  assert.deepEqual(await desk.residue(), [], "what a fault holds is not left");
  await tcp.undo(g, toxicPart);
  assert.deepEqual([links.get("127.0.0.1:1"), proxies.size], ["127.0.0.1:9", 0]);
  await http.undo(f, linkPart);
  assert.deepEqual([links.size, proxies.size, isOpen()], [0, 0, false]);
  assert.equal((await http.look(f, linkPart)).isHeld, false);
  assert.deepEqual(await desk.residue(), []);
});

Deno.test("links and proxies that nobody holds are told, and swept by the next guardian", async () => {
  const first = linkRig();
  await new ToxicSide(first.desk).inject(recordOf("g"), toxicPart, 1_000);
  const { wire, links, proxies, isOpen } = first;
  const next = new LinkDesk({ wire, fleetUrl: "http://fleet", toxiproxyUrl: "http://toxi" });
  const left = (await next.residue()).map(({ what, where }) => `${what} ${where}`);
  assert.deepEqual(left, [
    "a link that no fault needs 127.0.0.1:1",
    "a proxy that no fault needs hello-1",
  ]);
  proxies.set("of-somebody-else", { listen: "127.0.0.1:7" });
  await next.sweep();
  assert.deepEqual([links.size, [...proxies.keys()], isOpen()], [0, ["of-somebody-else"], false]);
});

Deno.test("without a process of links nothing is left, and the links go all the same", async () => {
  const instances = { "GET http://fleet/v1/instances": { instances: [] } };
  const { desk, links } = linkRig(instances);
  links.set("127.0.0.1:1", "127.0.0.1:9");
  await desk.sweep();
  assert.equal(links.size, 0);
  assert.deepEqual(await desk.residue(), []);
});

Deno.test("residue is what no known fault holds; an instance that hangs is told, whatever its checks say", async () => {
  const user = instanceOf("user-1", { app: "user", status: "DOWN", adminUrl: "http://user" });
  const hung = instanceOf("hung-1", { app: "user", status: "DOWN", adminUrl: "http://hung" });
  const faults = [{ id: "known", kind: "latency" }, { id: "lost", kind: "abort" }];
  const ended = { id: "over", kind: "file-limit", instance: "hello-1", isLeft: true };
  const { wire, timer } = wireOf({
    "GET http://fleet/v1/faults": { faults: [ended] },
    "GET http://fleet/v1/instances": { instances: [user, hung, instanceOf("hello-1")] },
    "GET http://user/faults": { faults },
  }, "hangs");
  const link = { what: "a link", where: "127.0.0.1:1", fix: "netops restart link" };
  const finding = findResidue({
    ...{ wire, fleetUrl: "http://fleet", known: new Set(["known"]) },
    links: () => Promise.resolve([link]),
  });
  await timer.advance(1_500);
  assert.deepEqual((await finding).map(({ what, where }) => `${where}: ${what}`), [
    "hello-1: file-limit over, ended but still to be seen",
    "127.0.0.1:1: a link",
    "user-1: abort lost, owned by nobody",
    "hung-1: an instance that cannot be asked",
  ]);
});
