import { fillUniform, purposeId } from "../math/index.js";
import { MS_PER_DAY } from "../schema/time-text.js";
import { type ZoneClock, zoneClock } from "../transform/index.js";
import { withBadLines } from "./bad-line.js";
import { clockText, dateText } from "./calendar.js";
import { type CellDay, choiceDays } from "./choice-path.js";
import { customerTraits, drawCustomers, pickBrand } from "./customer.js";
import { rounded, wholeBetween } from "./draw.js";
import type { BrandDay, MarketDay } from "./market-day.js";
import type { Truth } from "./truth.js";

/** Orders are placed from 07:00 to 22:00, local. */
const [OPENS_MS, CLOSES_MS] = [7 * 3600000, 22 * 3600000 - 1];
const MOST_LIKELY = 0.95;
const DRAWS_PER_DAY = 6;

/**
 * Customer events (Segment spec): an `identify` for everyone, then `Order Completed` day by day.
 *
 * @remarks With each order a customer repeats the last brand with probability ρ and otherwise draws from the
 * cell's s_t, so that successive orders follow the cell's transition matrix of the later order's day.
 */
export function customerEventLines(truth: Truth): Generator<string> {
  return withBadLines(goodLines(truth), { truth, file: "customer-event" });
}

function* goodLines(truth: Truth): Generator<string> {
  const { cell, buyingFactor, lastBrand } = drawCustomers(truth);
  const habits = truth.cells.map(
    ({ persona }) => truth.personas.find(({ id }) => id === persona)!.habit,
  );
  const regionOf = truth.cells.map(({ region }) =>
    truth.regions.findIndex(({ id }) => id === region),
  );
  const purpose = purposeId("order");
  const zone = zoneClock(truth.zone);
  const draws = new Float64Array(DRAWS_PER_DAY);
  for (const { market, cells } of choiceDays(truth)) {
    if (market.day === 0) yield* identifyLines(truth, { cell, market, zone });
    for (let k = 0; k < truth.customers; k++) {
      const here = cells[cell[k]!]!;
      fillUniform(draws, truth.seed, k, purpose, DRAWS_PER_DAY * market.day);
      if (draws[0]! >= Math.min(MOST_LIKELY, here.buying * buyingFactor[k]!)) continue;
      const brand =
        draws[1]! < habits[cell[k]!]! ? lastBrand[k]! : pickBrand(here.choice, draws[2]!);
      lastBrand[k] = brand;
      const region = regionOf[cell[k]!]!;
      const doing = market.regions[region]!.brands[brand]!;
      yield orderLine(truth, { market, zone, customer: k, region, brand, doing, here, draws });
    }
  }
}

function* identifyLines(
  truth: Truth,
  { cell, market, zone }: { cell: Int32Array; market: MarketDay; zone: ZoneClock },
): Generator<string> {
  const timestamp = instantText(zone, market, 0);
  for (let k = 0; k < truth.customers; k++) {
    yield JSON.stringify({
      type: "identify",
      messageId: `m-${k + 1}-0`,
      userId: userId(k),
      timestamp,
      traits: customerTraits(truth, k, truth.cells[cell[k]!]!),
      demo: true,
    });
  }
}

interface Order {
  readonly zone: ZoneClock;
  readonly market: MarketDay;
  readonly customer: number;
  readonly region: number;
  readonly brand: number;
  readonly doing: BrandDay;
  readonly here: CellDay;
  readonly draws: Float64Array;
}

function orderLine(
  truth: Truth,
  { market, zone, customer, region, brand, doing, here, draws }: Order,
): string {
  const quantity = 1 + (draws[3]! < 0.25 ? 1 : 0) + (draws[3]! < 0.05 ? 1 : 0);
  return JSON.stringify({
    type: "track",
    messageId: `m-${customer + 1}-${market.day + 1}`,
    userId: userId(customer),
    event: "Order Completed",
    timestamp: instantText(zone, market, wholeBetween(draws[4]!, OPENS_MS, CLOSES_MS)),
    properties: {
      order_id: `o-${customer + 1}-${market.day + 1}`,
      region: truth.regions[region]!.name,
      total: rounded(doing.price * (1 - doing.discount) * quantity, 1),
      currency: truth.currency,
      products: [
        {
          product_id: `p-${truth.brands[brand]!.id}`,
          brand: truth.brands[brand]!.name,
          price: doing.price,
          quantity,
          coupon: doing.discount > 0 ? `OFF${Math.round(100 * doing.discount)}` : null,
        },
      ],
    },
    context: { channel: draws[5]! < here.cell.digitalAdoption ? "app" : "store" },
    demo: true,
  });
}

function userId(customer: number): string {
  return `u-${customer + 1}`;
}

/** A local time of day as an instant, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
function instantText(zone: ZoneClock, { number }: MarketDay, localMs: number): string {
  const { at } = zone.place(number * MS_PER_DAY + localMs);
  const day = Math.floor(at / MS_PER_DAY);
  const rest = at - day * MS_PER_DAY;
  const thousandths = String(rest % 1000).padStart(3, "0");
  return `${dateText(day)}T${clockText(Math.floor(rest / 1000))}.${thousandths}Z`;
}
