import { Agent, request, type IncomingMessage } from 'node:http';
import { within } from './program.ts';

/** One request of a load and what became of it. */
export interface Answer {
  /** Unique in the whole test: it is in the target as `n=KEY`. */
  readonly key: string;
  readonly connection: number;
  readonly status: number;
  /** What `X-Event-Id` said; empty for a refusal. */
  readonly id: string;
  readonly retryAfter: string | undefined;
  /** By `performance.now()`. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** Keep-alive senders at work, each of which sends its next request when it has the answer to the last. */
export interface Load {
  readonly answers: readonly Answer[];
  /** Those with 200. */
  readonly acknowledged: readonly Answer[];
  /** How many requests ended without an answer; the sender ends with its first one. */
  readonly broken: () => number;
  /** Resolves once so many answers have come, at once if they have. */
  until(count: number, wanted?: (answer: Answer) => boolean): Promise<void>;
  /** Lets every sender wait for its answer and end. */
  stop(): Promise<void>;
  /** Resolves when all senders have ended. */
  readonly ended: Promise<void>;
}

/**
 * Starts senders.
 * @param options.label begins every key
 * @param options.requests how many each sends at most
 * @param options.bodyBytes makes it POST with so many bytes
 */
export function startLoad(options: {
  receiverUrl: string;
  label: string;
  connections: number;
  requests?: number;
  bodyBytes?: number;
}): Load {
  const answers: Answer[] = [];
  const acknowledged: Answer[] = [];
  const waiting = new Set<() => void>();
  let isStopped = false;
  let broken = 0;

  const send = async (connection: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < (options.requests ?? Infinity) && !isStopped; i++) {
      const key = `${options.label}-${connection}-${i}.`;
      const answer = await exchange(options.receiverUrl, key, connection, agent, options.bodyBytes);
      if (!answer) {
        broken++;
        break;
      }
      answers.push(answer);
      if (answer.status === 200) acknowledged.push(answer);
      for (const check of waiting) check();
    }
    agent.destroy();
  };
  const ended = Promise.all(
    Array.from({ length: options.connections }, (_, connection) => send(connection)),
  ).then(() => undefined);

  return {
    answers,
    acknowledged,
    broken: () => broken,
    ended,
    until: (count, wanted = () => true) => {
      const reached = Promise.withResolvers<undefined>();
      const check = (): void => {
        if (answers.filter(wanted).length < count) return;
        waiting.delete(check);
        reached.resolve(undefined);
      };
      waiting.add(check);
      check();
      const gone = ended.then(() => {
        check();
        reached.reject(new Error(`the load ended after ${answers.length} answers`));
      });
      return within(
        Promise.race([reached.promise, gone]),
        () => `${answers.length} answers, waited for ${count}`,
      );
    },
    stop: () => {
      isStopped = true;
      return within(ended, () => 'a sender still waits for its answer');
    },
  };
}

/** Sends one request; undefined when the connection ended without an answer. */
function exchange(
  receiverUrl: string,
  key: string,
  connection: number,
  agent: Agent,
  bodyBytes = 0,
): Promise<Answer | undefined> {
  const sentAt = performance.now();
  const url = `${receiverUrl}/fordel/show.php?myid=175&EventType=dial-in&n=${key}`;
  return new Promise((resolve) => {
    const sent = request(url, { agent, method: bodyBytes > 0 ? 'POST' : 'GET' });
    sent.on('response', (answer: IncomingMessage) => {
      answer.on('error', () => {
        resolve(undefined);
      });
      answer.on('end', () => {
        resolve({
          key,
          connection,
          status: answer.statusCode ?? 0,
          id: String(answer.headers['x-event-id'] ?? ''),
          retryAfter: answer.headers['retry-after'],
          sentAt,
          answeredAt: performance.now(),
        });
      });
      answer.resume();
    });
    sent.on('error', () => {
      resolve(undefined);
    });
    sent.end('x'.repeat(bodyBytes));
  });
}

/** The time in ms within which so much of the answers came, for example 0.99. */
export function percentileMs(answers: readonly Answer[], share: number): number {
  const times = answers.map(({ sentAt, answeredAt }) => answeredAt - sentAt).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}
