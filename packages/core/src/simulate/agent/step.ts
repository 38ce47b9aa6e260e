import { exp, pow } from "../../math/index.js";
import { CHUNK, fillWords, type Purpose, thresholdOf } from "./chance.js";
import { chooseAlike, chooseOwn, type OwnChoice, type Run } from "./choose.js";
import { hearsay, networkOf, voiceOf } from "./neighbour.js";
import {
  ACTIVE,
  type AgentColumns,
  type CellPopulation,
  GONE,
  type Luck,
  MIDDLE,
  WAITING,
} from "./population.js";
import { alikePurchase, buyAlike, buyOwn } from "./purchase.js";
import type { Rule } from "./rule.js";
import type { AgentSetting } from "./setting.js";

/** Days in which satisfaction goes the greater part of its way. */
export const SATISFACTION_DAYS = 30;

/** Steps of which one is the whole way of satisfaction in a period. */
const PACE = 16384;

/** What a cell's agents meet in one period. */
export interface Meeting {
  readonly rule: Rule;
  readonly luck: Luck;
  readonly setting: AgentSetting;
  /** Periods that the population has lived. */
  readonly step: number;
  readonly days: number;
  /** Units per person and day, where all buy alike. */
  readonly rate: number;
  /** Expected shares of the cell before the period. */
  readonly expected: Float64Array;
}

/** Whether a cell's agents must be stepped together, as they act on each other. */
export const areConnected = (setting: AgentSetting): boolean =>
  setting["wordOfMouth.strength"] > 0 || setting["adoption.imitation"] > 0;

/** Carries a cell's agents through one period. */
export function stepCell(cell: CellPopulation, meeting: Meeting): void {
  const { rule, luck, setting, step, days } = meeting;
  const { columns, size, first, id } = cell;
  const brands = rule.choice.length;
  const own = ownChoice(cell, meeting);
  const buys = meeting.rate > 0;
  const alike =
    buys && own === null && setting["heterogeneity.rate"] === 0 && setting.stockpiling === 0
      ? alikePurchase(meeting.rate * days * rule.buying)
      : null;
  const monthly = (probability: number) => 1 - pow(1 - probability, days / 30);
  const leaving = monthly(setting.churn);
  const joining = monthly(joinRate(cell, setting));
  const pace = Math.round(PACE * (1 - exp(-days / SATISFACTION_DAYS)));
  if (rule.content) cell.stirred = true;
  const content = cell.stirred ? (rule.content ?? new Uint16Array(brands).fill(MIDDLE)) : null;
  const room = new Uint32Array(CHUNK);
  for (let at = 0; at < size; at += CHUNK) {
    const to = Math.min(size, at + CHUNK);
    const words = room.subarray(0, (to - at + 3) & ~3);
    const run: Run = { columns, at, to, words };
    const draw = (purpose: Purpose) =>
      fillWords(words, { luck, cell: id, agent: first + at, step, purpose });
    if (leaving > 0) {
      draw("churn");
      leave(run, leaving);
    }
    if (setting.entry > 0) enter(run, step);
    draw("choice");
    if (own) chooseOwn(run, own);
    else chooseAlike(run, rule);
    if (buys) {
      draw("purchase");
      if (alike) buyAlike(run, alike);
      else buyOwn(run, { rule, days, ratio: own?.ratio ?? null, stockpiling: setting.stockpiling });
    }
    if (content) feel(run, { content, pace });
    if (joining > 0) {
      draw("adoption");
      join(run, joining);
    }
  }
}

/** How the agents of a cell choose; null where all are alike. */
function ownChoice(cell: CellPopulation, meeting: Meeting): OwnChoice | null {
  const { columns, size, first, id } = cell;
  const { rule, luck, setting, step, expected } = meeting;
  const strength = setting["wordOfMouth.strength"];
  const ownLoyalty = setting["heterogeneity.loyalty"] > 0;
  const open = setting.churn > 0 || setting.entry > 0;
  if (!rule.priceStep && !rule.promotionStep && !ownLoyalty && !open && strength === 0) return null;
  const brands = rule.choice.length;
  let mouth: OwnChoice["mouth"] = null;
  if (strength > 0) {
    const heard = new Uint8Array(size);
    hearsay(heard, columns);
    mouth = {
      network: networkOf(setting, { ...luck, cell: id }),
      voice: voiceOf({ strength, neighbours: setting.neighbours, expected }),
      heard,
      size: arrived(columns, { size, step }),
      first,
    };
  }
  return {
    rule,
    ownLoyalty,
    lift: setting["adoption.lift"],
    joined: setting["adoption.initial"],
    mouth,
    ratio: meeting.rate > 0 ? ratioOf(cell, { rule, lasts: setting["adoption.lift"] === 0 }) : null,
    weights: new Float64Array(brands),
    counts: new Uint8Array(brands),
  };
}

/** Agents' own buying under a rule: kept while the rule lasts, where nothing else changes it; null where it is the rule's. */
function ratioOf(
  cell: CellPopulation,
  { rule, lasts }: { rule: Rule; lasts: boolean },
): Float32Array | null {
  if (!rule.priceStep && !rule.promotionStep) return null;
  const { memo, size } = cell;
  if (memo?.rule === rule && memo.ratio.length === size) {
    return lasts ? memo.ratio : memo.ratio.fill(0);
  }
  const ratio = memo?.ratio.length === size ? memo.ratio.fill(0) : new Float32Array(size);
  cell.memo = { rule, ratio };
  return ratio;
}

/** How many have come so far: newcomers come in the order of their numbers. */
function arrived(
  { entered, state }: AgentColumns,
  { size, step }: { size: number; step: number },
): number {
  let here = size;
  while (here > 0 && state[here - 1] === WAITING && entered[here - 1]! > step) here--;
  return here;
}

/** Probability of joining in 30 days (Bass 1969): unprompted, and by the share that has joined. */
function joinRate({ columns, size }: CellPopulation, setting: AgentSetting): number {
  const imitation = setting["adoption.imitation"];
  const innovation = setting["adoption.innovation"];
  if (imitation === 0) return innovation;
  const { adopted, state } = columns;
  let active = 0;
  let members = 0;
  for (let i = 0; i < size; i++) {
    if (state[i] !== ACTIVE) continue;
    active++;
    members += adopted[i]!;
  }
  return Math.min(0.99, innovation + (active === 0 ? 0 : (imitation * members) / active));
}

/** Those who are less content leave sooner: twice the probability at 0, none at 1. */
function leave({ columns, at, to, words }: Run, probability: number): void {
  const { state, satisfaction } = columns;
  for (let i = at; i < to; i++) {
    if (state[i] !== ACTIVE) continue;
    const own = Math.min(1, (probability * (2 * MIDDLE - satisfaction[i]!)) / MIDDLE);
    if (words[i - at]! < thresholdOf(own)) state[i] = GONE;
  }
}

function enter({ columns: { state, entered }, at, to }: Run, step: number): void {
  for (let i = at; i < to; i++) {
    if (state[i] === WAITING && entered[i]! <= step) state[i] = ACTIVE;
  }
}

function feel(
  { columns, at, to }: Run,
  { content, pace }: { content: Uint16Array; pace: number },
): void {
  const { state, brand, satisfaction } = columns;
  for (let i = at; i < to; i++) {
    if (state[i] !== ACTIVE) continue;
    const now = satisfaction[i]!;
    satisfaction[i] = now + (((content[brand[i]!]! - now) * pace + PACE / 2) >> 14);
  }
}

function join({ columns: { state, adopted }, at, to, words }: Run, probability: number): void {
  const below = thresholdOf(probability);
  for (let i = at; i < to; i++) {
    if (state[i] === ACTIVE && words[i - at]! < below) adopted[i] = 1;
  }
}
