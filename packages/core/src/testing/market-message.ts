/** A market line whose number of units tells which one it is: no two numbers make the same record. */
export function marketMessage(number: number): string {
  const day = new Date(Date.UTC(2000, 0, 1) + number * 86_400_000).toISOString().slice(0, 10);
  return JSON.stringify({
    date: day,
    region: "台北",
    brand: "FamilyMart",
    price: 35,
    units: number,
  });
}
