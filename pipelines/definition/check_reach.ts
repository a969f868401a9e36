import { isLoopback } from "@netops/core/clients";
import type { PipelineSpecInput } from "@netops/core/contracts";
import { checkedStages, type PipelineFinding, type StageInput } from "./pipeline_finding.ts";

/** Finds what may be meant so and seldom is: requests that leave this machine, and answers that nobody is there to give. */
export function checkReach(spec: PipelineSpecInput): readonly PipelineFinding[] {
  return [
    ...(spec.notifications ?? []).flatMap(({ to }, at) =>
      to.kind === "webhook" ? urlFindings(["notifications", at, "to", "url"], to.url) : []
    ),
    ...checkedStages(spec).flatMap(({ stage, path }) => [
      ...urls(stage).flatMap(({ path: inner, url }) => urlFindings([...path, ...inner], url)),
      ...approvalFindings(stage, spec).map((finding) => ({ ...finding, path })),
      ...selfFindings(stage, spec).map((finding) => ({
        ...{ ...finding, path: [...path, "pipeline"] },
      })),
    ]),
  ];
}

interface FoundUrl {
  readonly path: PipelineFinding["path"];
  readonly url: unknown;
}

function urls(stage: StageInput): FoundUrl[] {
  if (stage.type === "http") return [{ path: ["url"], url: stage.url }];
  if (stage.type === "deploy" || stage.type === "canary") {
    return [{ path: ["judging", "prometheusUrl"], url: stage.judging?.prometheusUrl }];
  }
  if (stage.type === "until") {
    const { question } = stage;
    return "url" in question ? [{ path: ["question", "url"], url: question.url }] : [];
  }
  if (stage.type !== "assert") return [];
  return (stage.questions ?? []).flatMap((question, at) =>
    "url" in question ? [{ path: ["questions", at, "url"], url: question.url }] : []
  );
}

/** A reference is not known yet. */
function urlFindings(path: PipelineFinding["path"], url: unknown): PipelineFinding[] {
  if (typeof url !== "string") return [];
  // A path alone is asked of the gateway.
  const isPath = /^\/(?!\/)/.test(url);
  const parsed = URL.parse(url, isPath ? "http://127.0.0.1/" : undefined);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    const fix = "write one such as http://127.0.0.1:7070/shop/, or /shop/ for the gateway";
    return [{ path, message: `"${url}" is no address of HTTP`, fix }];
  }
  if (isLoopback(parsed.hostname)) return [];
  const message = `${parsed.hostname} is not this machine: it is refused unless it is allowed`;
  const fix = "name an address of 127.0.0.0/8";
  return [{ path, message, fix, severity: "warning" }];
}

type Unplaced = Omit<PipelineFinding, "path">;

function approvalFindings(stage: StageInput, { triggers = [] }: PipelineSpecInput): Unplaced[] {
  if (stage.type !== "approve" || triggers.length === 0) return [];
  if ((stage.roles ?? []).length > 0) return [];
  return [{
    message: `A trigger starts this, and anybody may answer ${stage.name}`,
    ...{ fix: "roles: [release]", severity: "warning" as const },
  }];
}

function selfFindings(stage: StageInput, { name }: PipelineSpecInput): Unplaced[] {
  if (stage.type !== "pipeline" || stage.pipeline !== name) return [];
  return [{ message: `Pipeline ${name} would start itself, without an end` }];
}
