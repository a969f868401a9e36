import type { PipelineSpecInput } from "@netops/core/contracts";
import type { PipelineFinding } from "./pipeline_finding.ts";

/** Finds parameters that are there twice, whose values are not of their type, or that nobody can give. */
export function checkParameters(spec: PipelineSpecInput): readonly PipelineFinding[] {
  const { parameters = [], triggers = [] } = spec;
  const names = parameters.map(({ name }) => name);
  return parameters.flatMap((parameter, at) => {
    const path = ["parameters", at];
    const isRepeated = names.indexOf(parameter.name) < at;
    const message = `Two parameters are called "${parameter.name}"`;
    return [
      ...(isRepeated ? [{ path: [...path, "name"], message, fix: "rename one of them" }] : []),
      ...valueFindings(parameter).map((finding) => ({
        ...finding,
        path: [...path, ...finding.path],
      })),
      ...(triggers.length > 0 && parameter.default === undefined
        ? [{
          path,
          message: `A trigger gives no parameters, and ${parameter.name} has no default`,
          fix: `give it a default`,
        }]
        : []),
    ];
  });
}

type ParameterInput = NonNullable<PipelineSpecInput["parameters"]>[number];

function valueFindings(parameter: ParameterInput): PipelineFinding[] {
  const { name, type = "string", default: usual, options } = parameter;
  const findings = (options ?? []).flatMap((option, at): PipelineFinding[] =>
    isOf(type, option) ? [] : [{
      path: ["options", at],
      message: `Parameter ${name} is a ${type}, and ${JSON.stringify(option)} is none`,
      ...fixOf(type, option),
    }]
  );
  if (usual === undefined) return findings;
  if (!isOf(type, usual)) {
    const message = `Parameter ${name} is a ${type}, and ${JSON.stringify(usual)} is none`;
    return [...findings, { path: ["default"], message, ...fixOf(type, usual) }];
  }
  if (options === undefined || options.some((option) => option === usual)) return findings;
  const known = options.map(String);
  const message = `${JSON.stringify(usual)} is not among the options of parameter ${name}`;
  const stranger = { word: String(usual), known };
  return [...findings, { path: ["default"], message, stranger }];
}

function fixOf(type: string, value: string | number | boolean): { readonly fix?: string } {
  if (type === "string") return { fix: `put it in quotes: "${value}"` };
  if (typeof value === "string") return { fix: "take the quotes away" };
  return { fix: `type: ${typeof value}` };
}

function isOf(type: string, value: string | number | boolean): boolean {
  const own: string = typeof value;
  return own === type;
}
