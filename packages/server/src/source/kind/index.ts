import type { SourceKind } from "../source-kind.js";
import { natsKind } from "./nats.js";
import { sseKind } from "./sse.js";
import { webSocketKind } from "./websocket.js";

/** Every kind of live source that can be configured. */
export const sourceKinds: readonly SourceKind[] = [natsKind, sseKind, webSocketKind];
