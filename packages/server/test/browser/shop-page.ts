import { AnalyticsBrowser } from "@segment/analytics-next";

/** Host, port and path of the server, put in when it is bundled. */
declare const API_HOST: string;

const sdk = AnalyticsBrowser.load({
  writeKey: "wk",
  cdnSettings: {
    integrations: { "Segment.io": { apiKey: "wk", apiHost: API_HOST, protocol: "http" } },
    metrics: { sampleRate: 0 },
  },
});

async function visit() {
  await sdk.page("Home");
  await sdk.identify("u1", { city: "台北" });
  await sdk.track("Order Completed", { total: 35 });
  await sdk.alias("u1", "till-7");
  return (await sdk.user()).anonymousId();
}

// What the test waits for.
Object.assign(globalThis, { done: visit() });
