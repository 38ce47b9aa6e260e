import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How far a client has come with what was written for it. */
interface Progress {
  taken: number;
  /** When it took something last, or nothing waited. */
  at: number;
}

/**
 * Closes connections whose clients do not take what waits for them, so that answers to clients that stopped reading,
 * or are gone without a word, do not pile up.
 *
 * @param options.unreadMs - how long nothing may be taken while something waits
 * @returns ends the watch
 */
export function cutUnread(server: Server, { unreadMs }: { unreadMs: number }): () => void {
  const sockets = new Map<Socket, Progress>();
  const watch = (socket: Socket) => {
    sockets.set(socket, { taken: 0, at: performance.now() });
    socket.once("close", () => sockets.delete(socket));
  };
  // Of a server with TLS, what is written waits in the socket above.
  for (const event of ["connection", "secureConnection"]) server.on(event, watch);
  const timer = setInterval(
    () => {
      const now = performance.now();
      for (const [socket, progress] of sockets) {
        const taken = socket.bytesWritten - socket.writableLength;
        if (socket.writableLength === 0 || taken > progress.taken) {
          progress.taken = taken;
          progress.at = now;
        } else if (now - progress.at > unreadMs) socket.destroy();
      }
    },
    Math.max(20, unreadMs / 6),
  );
  timer.unref();
  return () => clearInterval(timer);
}
