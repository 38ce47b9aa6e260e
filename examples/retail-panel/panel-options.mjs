// @ts-check

/**
 * How a panel's columns are called and what they mean.
 *
 * @typedef {object} PanelOptions
 * @property {string} store column of the store; each store becomes the region `store_<value>`
 * @property {string} week column of the week: a whole number, or the date of its first day (YYYY-MM-DD)
 * @property {string} brand column of the brand
 * @property {string} units column of the units sold, 0 or more
 * @property {string} price column of the price per unit; an empty one is not known
 * @property {string} deal column of the deal flag, 0 to 1; may be absent from the file
 * @property {string} feature column of the feature share, 0 to 1; may be absent from the file
 * @property {string} startDate first day of week 1
 * @property {string} currency ISO 4217
 * @property {string} persona name of the one persona that all shoppers are
 */

/**
 * The layout of the Dominick's orange-juice panel (Montgomery 1997, as in the R package bayesm).
 *
 * Its week 1 is 14 to 20 September 1989: Kilts Center for Marketing, University of Chicago Booth, Dominick's Data
 * Manual, week decode table.
 *
 * @type {Readonly<PanelOptions>}
 */
export const dominicks = {
  store: "store",
  week: "week",
  brand: "brand",
  units: "units",
  price: "price",
  deal: "deal",
  feature: "feat",
  startDate: "1989-09-14",
  currency: "USD",
  persona: "Shoppers",
};
