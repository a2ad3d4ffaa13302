import type { Connection } from './connection.ts';

/**
 * Tells the connections of our own player from all others, by their socket: no byte of a request plays a part. A mark holds for one connection, so
 * whoever gets its port later is a stranger.
 */
export class OwnConnections {
  /** Open connections, by peer. */
  readonly #met = new Map<string, Connection>();
  /** Peers of our player that the receiver has not met yet. */
  readonly #expected = new Set<string>();

  /**
   * Gives what comes from this peer the origin `fixture`. To be called when the connection is open and nothing was sent on it.
   * @param peer `address:port` as `formatPeer` writes it
   * @returns to be called when it has closed
   */
  mark(peer: string): () => void {
    const connection = this.#met.get(peer);
    // One that was read from is another that just ends: the system has given its port to ours.
    if (connection?.socket.bytesRead === 0) {
      connection.origin = 'fixture';
      return () => undefined;
    }
    this.#expected.add(peer);
    return () => {
      this.#expected.delete(peer);
    };
  }

  /** The receiver has a new connection. */
  meet(connection: Connection): void {
    const { peer, socket } = connection;
    if (this.#expected.delete(peer)) connection.origin = 'fixture';
    this.#met.set(peer, connection);
    socket.once('close', () => {
      if (this.#met.get(peer) === connection) this.#met.delete(peer);
    });
  }
}
