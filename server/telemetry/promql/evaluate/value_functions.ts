import { larger, smaller } from "./arithmetic.ts";

/** Functions of one number. */
export const VALUE_FUNCTIONS: ReadonlyMap<string, (value: number) => number> = new Map<
  string,
  (value: number) => number
>([
  ["abs", Math.abs],
  ["acos", Math.acos],
  ["acosh", Math.acosh],
  ["asin", Math.asin],
  ["asinh", Math.asinh],
  ["atan", Math.atan],
  ["atanh", Math.atanh],
  ["ceil", Math.ceil],
  ["cos", Math.cos],
  ["cosh", Math.cosh],
  ["deg", (value) => value * 180 / Math.PI],
  ["exp", Math.exp],
  ["floor", Math.floor],
  ["ln", Math.log],
  ["log10", Math.log10],
  ["log2", Math.log2],
  ["rad", (value) => value * Math.PI / 180],
  ["sgn", (value) => value < 0 ? -1 : value > 0 ? 1 : value],
  ["sin", Math.sin],
  ["sinh", Math.sinh],
  ["sqrt", Math.sqrt],
  ["tan", Math.tan],
  ["tanh", Math.tanh],
]);

/** Functions of a number and scalars. */
export const SCALED_FUNCTIONS: ReadonlyMap<
  string,
  (value: number, args: readonly number[]) => number
> = new Map<string, (value: number, args: readonly number[]) => number>([
  ["clamp", (value, [low = NaN, high = NaN]) => larger(low, smaller(high, value))],
  ["clamp_max", (value, [high = NaN]) => larger(-Infinity, smaller(high, value))],
  ["clamp_min", (value, [low = NaN]) => larger(low, smaller(Infinity, value))],
  ["round", (value, [step = 1]) => Math.floor(value * (1 / step) + 0.5) / (1 / step)],
]);

/** Functions of a time in seconds since 1970, in UTC. */
export const TIME_FUNCTIONS: ReadonlyMap<string, (date: Date) => number> = new Map<
  string,
  (date: Date) => number
>([
  ["day_of_month", (date) => date.getUTCDate()],
  ["day_of_week", (date) => date.getUTCDay()],
  ["day_of_year", dayOfYear],
  ["days_in_month", daysInMonth],
  ["hour", (date) => date.getUTCHours()],
  ["minute", (date) => date.getUTCMinutes()],
  ["month", (date) => date.getUTCMonth() + 1],
  ["year", (date) => date.getUTCFullYear()],
]);

/** Functions of no argument that give one scalar. */
export const CONSTANT_FUNCTIONS: ReadonlySet<string> = new Set([
  "pi",
  "start",
  "end",
  "step",
  "range",
]);

function dayOfYear(date: Date): number {
  const year = date.getUTCFullYear();
  return Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
