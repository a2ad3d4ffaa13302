import { sendingExtension } from './sender.ts';
import type { SentEvent } from './sent-event.ts';
import { guessedFlow, sentFlow, toSentLeg, type SentLeg } from './sent-leg.ts';

/**
 * The legs that events make, in the order of their first events. SubCallID tells them apart, in any case. Events without one are put into
 * the legs of their extension and direction, one after the other: each dial begins a leg, an answer or hangup belongs to the last one that
 * waits for it, and one that names no side to the only one that does. The same request sent twice begins nothing.
 * @param events in order
 */
export function legsOf(callId: string, events: readonly SentEvent[]): readonly SentLeg[] {
  const groups = new Map<string, Group>();
  const guesses = new Guesses(callId);
  for (const event of events) {
    if (event.step === undefined) continue;
    const subCallId = event.sent('SubCallID');
    const name = subCallId ?? guesses.nameOf(event);
    const isGuessed = subCallId === undefined;
    const key = isGuessed ? `guessed ${name}` : `sent ${name.toLowerCase()}`;
    const group = groups.get(key);
    if (group !== undefined) group.events.push(event);
    else groups.set(key, { name, isGuessed, events: [event] });
  }
  return [...groups.values()].map(({ name, isGuessed, events: own }) =>
    toSentLeg(name, isGuessed, own),
  );
}

interface Group {
  readonly name: string;
  readonly isGuessed: boolean;
  readonly events: SentEvent[];
}

/** A leg without a SubCallID, as far as it has come. */
interface GuessedLeg {
  readonly name: string;
  /** What it already has: `dial 1755763200018201`. */
  readonly steps: Set<string>;
  isAnswered: boolean;
  isEnded: boolean;
}

class Guesses {
  readonly #callId: string;
  /** The last one of each extension and direction. */
  readonly #last = new Map<string, GuessedLeg>();
  readonly #counts = new Map<string, number>();

  constructor(callId: string) {
    this.#callId = callId;
  }

  /** The name of the leg that the next event belongs to. */
  nameOf(event: SentEvent): string {
    const flow = sentFlow(event) ?? guessedFlow(event);
    const extension = sendingExtension(event, flow) ?? '';
    const last = this.#last.get(`${flow} ${extension}`);
    const step = `${event.step ?? ''} ${event.atUs}`;
    const leg =
      last !== undefined && (last.steps.has(step) || waitsFor(last, event))
        ? last
        : (this.#onlyOneFor(event) ?? this.#begin(flow, extension));
    leg.steps.add(step);
    leg.isAnswered ||= event.step === 'answer';
    leg.isEnded ||= event.step === 'hangup';
    return leg.name;
  }

  /** Of an event that names no side, as a person may send it by hand: the leg that waits for it, if there is no other. */
  #onlyOneFor(event: SentEvent): GuessedLeg | undefined {
    const namesASide =
      sentFlow(event) !== undefined ||
      event.sent('CallerExtension') !== undefined ||
      event.sent('CalledExtension') !== undefined;
    // Nobody sends a large call by hand; looking at all its legs each time would take the square of their number.
    if (namesASide || this.#last.size > 8) return undefined;
    const waiting = [...this.#last.values()].filter((leg) => waitsFor(leg, event));
    return waiting.length === 1 ? waiting[0] : undefined;
  }

  #begin(flow: string, extension: string): GuessedLeg {
    const n = (this.#counts.get(extension) ?? 0) + 1;
    this.#counts.set(extension, n);
    const name = `${this.#callId}/${extension}/${n}`;
    const leg = { name, steps: new Set<string>(), isAnswered: false, isEnded: false };
    this.#last.set(`${flow} ${extension}`, leg);
    return leg;
  }
}

function waitsFor({ isAnswered, isEnded }: GuessedLeg, { step }: SentEvent): boolean {
  if (step === 'dial' || isEnded) return false;
  return step === 'hangup' || !isAnswered;
}
