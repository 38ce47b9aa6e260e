import type { Say } from "./reason-code.js";

/** Below this an amount is read out with more digits. */
const SMALL = 0.05;

/** Digits after the point of an amount in points or percent: small ones need more to be told from nothing. */
const digitsOf = (value: number): number => (Math.abs(value) < SMALL ? 4 : 2);

/** A value whose unit stands beside it: points, percent or money in whole units of its currency. */
export function measure({ text, signed }: Say, name: string, points: string): string {
  const unit = text("unit");
  const value = Number(text(name));
  if (unit === "points") return `${signed(name, digitsOf(value))} ${points}`;
  if (unit === "percent") return `${signed(name, digitsOf(value))} %`;
  return `${unit} ${signed(name, Math.abs(value) < 10 && value !== 0 ? 2 : 0)}`;
}

/** A percentage as asked: whole where it is. */
export function asked({ text, signed }: Say, name: string): string {
  const value = Number(text(name));
  return `${signed(name, Number.isInteger(value) ? 0 : 1)} %`;
}

/** A plain number as asked: whole where it is. */
export function plain({ text, number }: Say, name: string): string {
  return number(name, Number.isInteger(Number(text(name))) ? 0 : 2);
}

/** A number as it was read out, without zeros after the point that say nothing. */
export function short(number: string): string {
  if (!number.includes(".")) return number;
  let end = number.length;
  while (number[end - 1] === "0") end--;
  return number.slice(0, number[end - 1] === "." ? end - 1 : end);
}
