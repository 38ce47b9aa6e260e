import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openStream, sealStream } from "./sealed-stream.js";

const key = { id: "0123abcd", bytes: randomBytes(32) };
const about = { keys: [key], purpose: "test", where: "the file" };

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const sealed = (plain: Buffer) => all(sealStream([plain], { key, purpose: "test" }));
const opened = (bytes: Buffer, size = 50_000) => all(openStream(cut(bytes, size), about));

it("opens what was sealed, in pieces of whatever length", async () => {
  for (const length of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
    const plain = randomBytes(length);
    const bytes = await sealed(plain);
    expect(bytes.length - length).toBe(28 + 16 * Math.max(1, Math.ceil(length / 65_536)));
    for (const size of [7, 65_552, 1e6]) {
      if (length / size < 5000) expect((await opened(bytes, size)).equals(plain)).toBe(true);
    }
  }
});

it("refuses what was changed, cut, put elsewhere, or sealed with another key or for another purpose", async () => {
  const bytes = await sealed(randomBytes(200_000));
  const changed = { code: "sealed_data_changed" };
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length - 13),
      fc.integer({ min: 1, max: 255 }),
      async (at, by) => {
        const other = Buffer.from(bytes);
        // Not the id of the key, whose change is another refusal.
        const place = at < 8 ? at : at + 4;
        other[place] = (other[place] ?? 0) ^ by;
        await expect(opened(other)).rejects.toMatchObject(changed);
        await expect(opened(bytes.subarray(0, at))).rejects.toMatchObject(changed);
      },
    ),
    { numRuns: 60 },
  );
  const chunk = 65_552;
  const [head, one, two] = [
    bytes.subarray(0, 28),
    bytes.subarray(28, 28 + chunk),
    bytes.subarray(28 + chunk),
  ];
  await expect(opened(Buffer.concat([head, two, one]))).rejects.toMatchObject(changed);
  await expect(opened(Buffer.concat([head, two]))).rejects.toMatchObject(changed);
  await expect(opened(Buffer.concat([bytes, Buffer.alloc(20)]))).rejects.toMatchObject(changed);
  const other = { ...about, purpose: "other" };
  await expect(all(openStream(cut(bytes, 9000), other))).rejects.toMatchObject(changed);
  const keys = [{ id: "ffffffff", bytes: key.bytes }];
  await expect(all(openStream(cut(bytes, 9000), { ...about, keys }))).rejects.toMatchObject({
    code: "wrong_key",
  });
});
