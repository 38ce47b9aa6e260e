import { expect, it } from "vitest";
import { bindError, expectLoopback, isLoopback } from "./address.js";

it.each(["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST", "::ffff:127.0.0.1"])(
  "takes %s",
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

it.each(["0.0.0.0", "::", "192.168.1.4", "example.org", "127.0.0.1.example.org", "1270.0.0.1"])(
  "refuses %s without credentials",
  (host) => {
    expect(() => expectLoopback(host)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  },
);

it("says which port is in use and how to choose another", () => {
  const error = bindError(Object.assign(new Error("listen"), { code: "EADDRINUSE" }), {
    host: "127.0.0.1",
    port: 8000,
  });
  expect(error).toMatchObject({
    code: "port_in_use",
    message: expect.stringContaining("--port 8001"),
  });
});
