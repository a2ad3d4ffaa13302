import type { FactView } from '../../src/api/fact.ts';
import type { Frame } from './frames.ts';
import type { Exchange } from './raw-request.ts';
import type { Stored } from './stored.ts';

/** A connection: requests that must be stored, and, if the connection ends with one, a damaged one. */
export interface Sent {
  readonly frames: readonly Frame[];
  readonly damaged?: string;
  readonly exchange: Exchange;
}

/** Holds what was sent against what was stored and refused, and collects what does not fit. */
export class SentAndStored {
  readonly #stored: Map<string, Stored>;
  readonly #storedOf: Map<string, Stored[]>;
  readonly #refusedOf: Map<string, FactView[]>;
  /** What does not fit, one sentence of JSON each. */
  readonly wrong: string[] = [];
  readonly tally = {
    ...{ connections: 0, valid: 0, damaged: 0, damagedStored: 0, damagedRefused: 0 },
    ...{ unanswered: 0, silent: 0, slowestMs: 0 },
  };

  constructor(stored: Map<string, Stored>, facts: readonly FactView[]) {
    this.#stored = stored;
    this.#storedOf = Map.groupBy(stored.values(), ({ peer }) => peer);
    this.#refusedOf = Map.groupBy(facts, ({ peer }) => peer ?? '');
  }

  /** Looks at one connection. */
  check(sent: Sent): void {
    const { frames, damaged, exchange: seen } = sent;
    this.tally.connections++;
    this.tally.slowestMs = Math.max(this.tally.slowestMs, Math.round(seen.ms));
    if (seen.end === 'deadline') this.#fail(sent, 'neither answered nor closed');
    for (const [i, frame] of frames.entries()) this.#checkFrame(sent, frame, i);
    if (damaged !== undefined) this.#checkDamaged(sent, damaged);
    const answered = new Set(seen.answers.map(({ eventId }) => eventId));
    const unanswered = (this.#storedOf.get(seen.peer) ?? []).filter(({ id }) => !answered.has(id));
    this.tally.unanswered += unanswered.length;
    if (unanswered.length > 0 && seen.end !== 'half-closed')
      this.#fail(sent, `${unanswered.length} stored without an answer`);
  }

  /** A request in order: answered 200, in its turn, and stored exactly. */
  #checkFrame(sent: Sent, frame: Frame, i: number): void {
    this.tally.valid++;
    const answer = sent.exchange.answers[i];
    const event = this.#stored.get(answer?.eventId ?? '');
    if (answer?.status !== 200) this.#fail(sent, `request ${i}: answered ${answer?.status ?? 0}`);
    else if (answer.body !== (frame.method === 'HEAD' ? '' : 'ok'))
      this.#fail(sent, `request ${i}: answered ${answer.body}`);
    else if (!event) this.#fail(sent, `request ${i}: answered 200 and not stored`);
    else if (event.head !== frame.head) this.#fail(sent, `request ${i}: head ${event.head}`);
    else if (event.body.toString('latin1') !== frame.body)
      this.#fail(sent, `request ${i}: body ${event.body.toString('latin1')}`);
  }

  /** Anything else: stored from its own bytes, or refused with a fact, or, when it never became a request, dropped with our hanging up. */
  #checkDamaged(sent: Sent, damaged: string): void {
    this.tally.damaged++;
    const answers = sent.exchange.answers.slice(sent.frames.length);
    for (const { status, eventId } of answers) {
      if (status !== 200) continue;
      this.tally.damagedStored++;
      const event = this.#stored.get(eventId);
      if (!event) this.#fail(sent, 'answered 200 and not stored');
      else if (!consistsOf(event, damaged)) this.#fail(sent, `stored other bytes: ${event.head}`);
    }
    const isRefused =
      answers.some(({ status }) => status !== 200) ||
      (answers.length === 0 && sent.exchange.end !== 'half-closed');
    const facts = this.#refusedOf.get(sent.exchange.peer) ?? [];
    if (isRefused) this.tally.damagedRefused++;
    if (isRefused && facts.length === 0) this.#fail(sent, 'refused without a fact');
    if (!isRefused && answers.length === 0 && facts.length === 0) this.tally.silent++;
    for (const { message } of facts)
      if (!/^[ -~]+$/.test(message)) this.#fail(sent, `a fact says ${message}`);
  }

  #fail({ exchange: seen, frames, damaged }: Sent, what: string): void {
    const bytes = frames.map((frame) => frame.bytes).join('') + (damaged ?? '');
    this.wrong.push(
      JSON.stringify({ what, end: seen.end, received: seen.received, bytes }).slice(0, 3_000),
    );
  }
}

/** Whether every line of the head was sent, in this order, and the body after de-chunking as well. */
function consistsOf({ head, body }: Stored, sent: string): boolean {
  let at = 0;
  for (const piece of head.split(/\r\n|: /).filter((one) => one !== '')) {
    const found = sent.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  // Trailers are a part of the head and come after the body.
  at = sent.indexOf(head.slice(0, head.indexOf('\r\n')));
  for (const character of body.toString('latin1')) {
    at = sent.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
