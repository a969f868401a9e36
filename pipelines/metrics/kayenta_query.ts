import type { QueryRefusal } from "./query_refusal.ts";

/** How Kayenta asks a Prometheus for a metric, as far as it says so. */
export interface KayentaQuery {
  readonly metricName?: unknown;
  readonly labelBindings?: unknown;
  readonly groupByFields?: unknown;
  readonly resourceType?: unknown;
  readonly customFilter?: unknown;
  readonly customInlineTemplate?: unknown;
  readonly customFilterTemplate?: unknown;
}

const WHOLE = "PromQL:";
const FIX = `"customInlineTemplate": "PromQL:avg(METRIC{server_group=\\"\${scope}\\"})"`;

/**
 * The PromQL that Kayenta would ask with: all of it in a template that begins with `PromQL:`, or `avg` of a
 * metric by the filters of a template and by `labelBindings`.
 *
 * What names machines of a cloud (`resourceType`) is refused, and what was refused there.
 * Source: Kayenta, PrometheusMetricsService and QueryConfigUtils.
 */
export function kayentaExpression(
  query: KayentaQuery,
  templates: Readonly<Record<string, unknown>>,
): string | QueryRefusal {
  const { metricName, customFilter, resourceType } = query;
  if (customFilter !== undefined) {
    return { refusal: "customFilter is gone from Kayenta", fix: FIX };
  }
  const template = templateOf(query, templates);
  if (typeof template === "object") return template;
  if (template?.startsWith(WHOLE)) return template.slice(WHOLE.length);
  if (typeof metricName !== "string") {
    return { refusal: "it has neither expr, metricName nor customInlineTemplate", fix: FIX };
  }
  if (template === undefined) {
    const refusal = resourceType === undefined
      ? "nothing in it says which server group is meant"
      : `resourceType "${resourceType}" names machines of a cloud, which are not here`;
    return { refusal, fix: `"customInlineTemplate": "server_group=\\"\${scope}\\""` };
  }
  const filters = [...template.split(","), ...texts(query.labelBindings)];
  const fields = texts(query.groupByFields);
  const by = fields.length === 0 ? "" : ` by (${fields.join(",")})`;
  return `avg(${metricName}{${filters.join(",")}})${by}`;
}

/** The template with its escaped references freed, or undefined without one. */
function templateOf(
  { customInlineTemplate, customFilterTemplate }: KayentaQuery,
  templates: Readonly<Record<string, unknown>>,
): string | undefined | QueryRefusal {
  if (isText(customInlineTemplate)) return freed(customInlineTemplate);
  if (!isText(customFilterTemplate)) return undefined;
  const named = Object.hasOwn(templates, customFilterTemplate)
    ? templates[customFilterTemplate]
    : undefined;
  if (isText(named)) return freed(named);
  return {
    refusal: `there is no template "${customFilterTemplate}"`,
    fix: "put it into templates of the configuration",
  };
}

/** Spinnaker would fill in `${…}` itself, so that configurations write `$\{…}`. */
function freed(template: string): string {
  return template.replaceAll("$\\{", "${");
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function texts(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter(isText) : [];
}
