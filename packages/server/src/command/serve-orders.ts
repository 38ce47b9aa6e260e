import { dirname } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import type { Logger } from "pino";
import { answerOrders, type Orders } from "../order/answer-orders.js";
import type { Service } from "../serve.js";
import type { OpenedStore } from "./store.js";

/** Takes orders of commands on the store that this server has, and goes on with a change of its key that was cut off. */
export async function serveOrders(
  { database, file }: Pick<OpenedStore, "database" | "file">,
  { service, log }: { service: Service; log: Logger | undefined },
): Promise<Orders | null> {
  if (database === null || file === null) return null;
  let isClosing = false;
  const renew = async (tell: (progress: { done: number; total: number }) => void) => {
    const report = await database.renewDataKey({
      sealBeside: () => service.resealOutbox(),
      onProgress(progress) {
        if (isClosing)
          throw new CoreError("aborted", "the server was told to stop; it goes on then");
        tell(progress);
      },
    });
    log?.info(report, "the store is sealed under a new key");
    return report;
  };
  const orders = await answerOrders(
    dirname(file),
    {
      copy: async (to) => {
        const rows = await database.copyTo(to);
        return { identity: database.identity ?? "", rows };
      },
      renewDataKey: renew,
    },
    (error) => log?.error({ err: error }, "an order could not be done"),
  );
  if ((database.keys?.set.data.length ?? 0) > 1) {
    orders.own(() => renew(() => undefined).then(() => undefined)).catch(() => undefined);
  }
  return {
    ...orders,
    close() {
      isClosing = true;
      return orders.close();
    },
  };
}
