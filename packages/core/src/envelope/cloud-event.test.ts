import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayItems, unwrapBinaryCloudEvent, unwrapCloudEvent } from "./index.js";

const EVENT = { specversion: "1.0", id: "e-1", source: "/pos/7", type: "shop.sold" };
const DATA = { date: "2026-03-05", brand: "全家" };
const unwrap = (event: object) => unwrapCloudEvent(JSON.stringify(event));

it("takes the data of a structured event, whatever JSON it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const records = Array.isArray(data) ? data : [data];
      expect(unwrap({ ...EVENT, data })).toEqual({
        lines: records.map((one) => JSON.stringify(one)),
      });
    }),
  );
});

it("takes data in base64, and lines of JSON", () => {
  const lines = `${JSON.stringify(DATA)}\n\n${JSON.stringify({ a: 1 })}\n`;
  const expected = { lines: [JSON.stringify(DATA), '{"a":1}'] };
  const datacontenttype = "application/x-ndjson";
  expect(unwrap({ ...EVENT, datacontenttype, data: lines })).toEqual(expected);
  const packed = Buffer.from(lines).toString("base64");
  expect(unwrap({ ...EVENT, datacontenttype, data_base64: packed })).toEqual(expected);
});

it("takes the attributes of a binary event from headers", () => {
  const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
  for (const [name, value] of Object.entries(EVENT)) headers[`ce-${name}`] = value;
  const text = JSON.stringify(DATA);
  expect(unwrapBinaryCloudEvent((name) => headers[name])(text)).toEqual({ lines: [text] });
  delete headers["ce-source"];
  expect(unwrapBinaryCloudEvent((name) => headers[name])(text)).toMatchObject({
    rule: "missing",
    field: "/source",
  });
});

it("parts a batch, and leaves what is none", () => {
  expect(arrayItems(JSON.stringify([EVENT, DATA]))).toEqual(
    [EVENT, DATA].map((e) => JSON.stringify(e)),
  );
  expect(arrayItems("[]")).toEqual([]);
  expect(arrayItems("[1,")).toEqual(["[1,"]);
  expect(arrayItems('{"a":[1]}')).toEqual(['{"a":[1]}']);
});

describe("names what is wrong", () => {
  it.each([
    [{ ...EVENT, specversion: undefined, data: 1 }, "missing", "/specversion"],
    [{ ...EVENT, specversion: "0.3", data: 1 }, "out_of_range", "/specversion"],
    [{ ...EVENT, id: "", data: 1 }, "empty", "/id"],
    [{ ...EVENT, type: 7, data: 1 }, "type", "/type"],
    [{ ...EVENT, time: "yesterday", data: 1 }, "unreadable_date", "/time"],
    [{ ...EVENT, datacontenttype: "text/xml", data: "<a/>" }, "type", "/datacontenttype"],
    [{ ...EVENT, data: 1, data_base64: "MQ==" }, "type", "/data_base64"],
    [{ ...EVENT, data_base64: "!" }, "type", "/data_base64"],
    [{ ...EVENT, data_base64: "/w==" }, "type", "/data_base64"],
    [EVENT, "missing", "/data"],
    [[EVENT], "not_an_object", ""],
  ])("%j: %s at %s", (event, rule, field) => {
    expect(unwrap(event)).toMatchObject({ rule, field });
  });
  it("what is no JSON", () => {
    expect(unwrapCloudEvent("{")).toMatchObject({ rule: "invalid_json", found: '"{"' });
  });
});
