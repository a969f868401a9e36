/** The types of PromQL's values; a range vector is a `matrix`. */
export type ValueType = "scalar" | "string" | "vector" | "matrix";
