import { toAppError, type AppError } from '../../src/errors.ts';
import { createReceiver, type Receiver, type ReceiverOptions } from '../../src/http/receiver.ts';
import type { Capture } from '../../src/journal/capture.ts';
import type { Fact } from '../../src/journal/fact.ts';
import { RawClient } from './raw-client.ts';

/** A receiver on a free port, on a journal in memory whose every append can be held and made to fail. */
export interface Receiving extends AsyncDisposable {
  readonly receiver: Receiver;
  readonly url: string;
  /** What was appended, in that order, stored or not. */
  readonly captures: Capture[];
  readonly facts: Fact[];
  /** From now on appends wait for `settle`. */
  hold(): void;
  /** Ends the oldest append that waits, or all of them. */
  settle(error?: AppError): void;
  settleAll(): void;
  connect(options?: Parameters<typeof RawClient.connect>[1]): Promise<RawClient>;
  /** The facts, once there are so many. */
  factsNoted(count: number): Promise<Fact[]>;
  capturesAppended(count: number): Promise<Capture[]>;
}

export async function startReceiving(
  options: Partial<ReceiverOptions> = {},
  newId: (n: number) => string = (n) => `id-${n}`,
): Promise<Receiving> {
  const captures: Capture[] = [];
  const facts: Fact[] = [];
  const waiting: ((error?: AppError) => void)[] = [];
  const clients: RawClient[] = [];
  let isHeld = false;
  let ids = 0;
  let us = 1_700_000_000_000_000;
  const receiver = createReceiver(
    {
      append: (capture) => {
        captures.push(capture);
        const cursor = `${captures.length}`;
        // A commit takes its time: never within the same turn.
        return new Promise((resolve, reject) => {
          const end = (error?: AppError): void => {
            if (error) reject(toAppError(error));
            else resolve(cursor);
          };
          if (isHeld) waiting.push(end);
          else setImmediate(end);
        });
      },
      note: (fact) => {
        facts.push(fact);
      },
      nowUs: () => us++,
      newId: () => newId(ids++),
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    },
    {
      host: '127.0.0.1',
      port: 0,
      ...options,
      limits: { sweepIntervalMs: 50, drainGraceMs: 200, ...options.limits },
    },
  );
  const url = await receiver.listen();
  return {
    receiver,
    url,
    captures,
    facts,
    hold: () => {
      isHeld = true;
    },
    settle: (error) => waiting.shift()?.(error),
    settleAll: () => {
      isHeld = false;
      for (const end of waiting.splice(0)) end();
    },
    connect: async (clientOptions) => {
      const client = await RawClient.connect(url, clientOptions);
      clients.push(client);
      return client;
    },
    factsNoted: (count) => atLeast(facts, count),
    capturesAppended: (count) => atLeast(captures, count),
    async [Symbol.asyncDispose]() {
      for (const end of waiting.splice(0)) end();
      await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
      await receiver.close();
    },
  };
}

/** The list, once it has so many. @throws with what there is, after 4 s */
async function atLeast<T>(list: T[], count: number): Promise<T[]> {
  const deadline = performance.now() + 4_000;
  while (list.length < count) {
    if (performance.now() > deadline)
      throw new Error(`waited for ${count}, got ${JSON.stringify(list)}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return list;
}

/** A body as a ByteString. */
export const byteString = (bytes: Uint8Array | undefined): string =>
  Buffer.from(bytes ?? []).toString('latin1');

const silent = (): void => undefined;
