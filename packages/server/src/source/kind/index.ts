import type { SourceKind } from "../source-kind.js";
import { competitor } from "./competitor.js";
import { folder } from "./folder.js";
import { market } from "./market.js";
import { natsKind } from "./nats.js";
import { postgres } from "./postgres.js";
import { rest } from "./rest.js";
import { social } from "./social.js";
import { sseKind } from "./sse.js";
import { tail } from "./tail.js";
import { watch } from "./watch.js";
import { weather } from "./weather.js";
import { webSocketKind } from "./websocket.js";

/** Every kind of live source that can be configured. */
export const sourceKinds: readonly SourceKind[] = [
  natsKind,
  sseKind,
  webSocketKind,
  rest,
  weather,
  social,
  market,
  competitor,
  postgres,
  watch,
  folder,
  tail,
];
