import type { Names } from "../schema/names.js";
import type { CustomerEvent } from "../schema/profile.js";
import { isDigital } from "./channel.js";

/** What was bought of a brand in one order. */
export interface OrderLine {
  /** Null where the product names none. */
  readonly brand: string | null;
  readonly units: number;
  readonly spend: number;
}

/** One order as it stands. */
export interface Order {
  /** When it was placed. */
  readonly at: number;
  readonly date: string;
  readonly region: string | null;
  readonly lines: readonly OrderLine[];
  readonly value: number;
  readonly currency: string | null;
  readonly promoted: boolean;
  /** Null where the channel is not known. */
  readonly digital: boolean | null;
}

type BrandNames = Pick<Names, "brandOrNew">;

/**
 * What an event does to the orders of its customer; events come in order of time.
 *
 * `Order Completed` places an order and says what is in it, as does an `Order Completed` or `Order Updated` of the same
 * `order_id` after it (sent by page and server both, or corrected), which leaves its day. `Order Cancelled`, and
 * `Order Refunded` without products, take it away; a refund with products takes these.
 *
 * @see Segment's spec for ecommerce events, version 2
 */
export function applyOrderEvent(
  orders: Map<string, Order>,
  event: CustomerEvent,
  names: BrandNames,
): void {
  if (event.type !== "track") return;
  const id = text(event.properties.order_id);
  const key = id === null ? `event ${event.key}` : `order ${id}`;
  const held = orders.get(key);
  switch (event.event) {
    case "Order Completed": {
      const order = readOrder(event, names);
      const { at, date, region } = held ?? order;
      orders.set(key, { ...order, at, date, region });
      break;
    }
    case "Order Updated":
      if (held !== undefined) {
        const { at, date, region } = held;
        orders.set(key, { ...readOrder(event, names), at, date, region });
      }
      break;
    case "Order Cancelled":
      orders.delete(key);
      break;
    case "Order Refunded": {
      const refund = readOrder(event, names);
      if (held === undefined) break;
      if (refund.lines.length === 0) orders.delete(key);
      else orders.set(key, without(held, refund));
    }
  }
}

function readOrder(event: CustomerEvent, names: BrandNames): Order {
  const { at, date, region, properties } = event;
  const products = Array.isArray(properties.products)
    ? properties.products.filter(isObject)
    : text(properties.brand) === null
      ? []
      : [properties];
  const lines = products.flatMap((product) => orderLine(product, names));
  const told = [properties.total, properties.revenue, properties.value].find(isAmount);
  return {
    at,
    date,
    region,
    lines,
    value: told ?? lines.reduce((sum, { spend }) => sum + spend, 0),
    currency: text(properties.currency),
    promoted: [properties, ...products].some(isPromoted),
    digital: isDigital(event),
  };
}

function orderLine(product: Readonly<Record<string, unknown>>, names: BrandNames): OrderLine[] {
  const units = product.quantity ?? 1;
  if (!isAmount(units) || units === 0) return [];
  const brand = text(product.brand);
  const spend = isAmount(product.price) ? product.price * units : 0;
  return [{ brand: brand === null ? null : names.brandOrNew(brand), units, spend }];
}

/** An order less what of it was refunded, never less than nothing. */
function without(order: Order, refund: Order): Order {
  const back = new Map<string | null, { units: number; spend: number }>();
  for (const { brand, units, spend } of refund.lines) {
    const sum = back.get(brand) ?? { units: 0, spend: 0 };
    back.set(brand, { units: sum.units + units, spend: sum.spend + spend });
  }
  const lines = order.lines.flatMap((line) => {
    const rest = back.get(line.brand);
    if (rest === undefined) return [line];
    const [units, spend] = [Math.min(rest.units, line.units), Math.min(rest.spend, line.spend)];
    back.set(line.brand, { units: rest.units - units, spend: rest.spend - spend });
    return line.units === units
      ? []
      : [{ ...line, units: line.units - units, spend: line.spend - spend }];
  });
  return { ...order, lines, value: Math.max(0, order.value - refund.value) };
}

function isPromoted({ coupon, discount }: Readonly<Record<string, unknown>>): boolean {
  return text(coupon) !== null || (isAmount(discount) && discount > 0);
}

/** A text that says something. */
function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
