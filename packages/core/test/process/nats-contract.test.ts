import { liveSourceContract } from "../../src/testing/index.js";
import { natsBench } from "./nats-bench.js";

liveSourceContract("NATS JetStream", { create: () => natsBench() });
