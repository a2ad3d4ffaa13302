import { createStreamParser } from '../../api/event-stream.ts';
import { messageOf, Refusal } from '../server/refusal.ts';
import { createCatchUp } from './catch-up.ts';
import { framesOf, type Frame } from './frame.ts';
import { isFinal } from './refusing.ts';
import type { Surroundings } from './surroundings.ts';
import type { FollowTarget } from './target.ts';

/** Who reads a stream. What it throws ends the reading. */
export interface StreamReader {
  /** The first bytes are here. */
  onOpen(): void;
  /** Each time something came; empty for a sign of life. */
  onFrames(frames: readonly Frame[]): void;
  /** What was stored before it was opened was told. */
  onPresent(): void;
}

/** How a stream ended. */
export type StreamEnd =
  /** By the signal. */
  | { readonly kind: 'stopped' }
  /** It was cut, or never came. */
  | { readonly kind: 'lost'; readonly wasOpen: boolean }
  /** There are too many, by the server's count. */
  | { readonly kind: 'full'; readonly why: string }
  /** Nothing was heard after it was asked for. */
  | { readonly kind: 'unheard' };

/** The server sends something at once; who holds that back that long holds back everything. */
const firstByteMs = 20_000;
/** Three of the server's pings. */
const silenceMs = 45_000;
/** Nothing for so long after something: all that was stored is here. */
const quietMs = 1_000;
/** More than the largest event there is by default: see `api/client-stream`. */
const maxMessageLength = 32 << 20;

/**
 * Reads one stream until it ends.
 * @throws {Refusal} if trying again would not change it
 */
export async function readStream(
  { clock, server }: Surroundings,
  target: FollowTarget,
  reader: StreamReader,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const connection = new AbortController();
  const until = AbortSignal.any([signal, connection.signal]);
  const state = { isOpen: false, isPresent: false };
  const giveUp = (): void => {
    connection.abort();
  };
  const present = (): void => {
    if (!state.isPresent) reader.onPresent();
    state.isPresent = true;
  };
  let cancelWatch = clock.after(firstByteMs, giveUp);
  let cancelQuiet: (() => void) | undefined;
  const ended = (): StreamEnd => {
    if (signal.aborted) return { kind: 'stopped' };
    if (connection.signal.aborted && !state.isOpen) return { kind: 'unheard' };
    return { kind: 'lost', wasOpen: state.isOpen };
  };
  try {
    const stream = await server.openStream(target, until);
    const parse = createStreamParser(maxMessageLength);
    const isCaughtUp = createCatchUp(stream.answeredAtMs);
    for (;;) {
      const text = await stream.read();
      if (text === undefined || until.aborted) return ended();
      cancelWatch();
      cancelWatch = clock.after(silenceMs, giveUp);
      if (!state.isOpen) reader.onOpen();
      state.isOpen = true;
      const frames = framesOf(parse(text));
      reader.onFrames(frames);
      if (state.isPresent) continue;
      cancelQuiet?.();
      if (isCaughtUp(frames)) present();
      else cancelQuiet = clock.after(quietMs, present);
    }
  } catch (error) {
    if (isFinal(error)) throw error;
    if (error instanceof Refusal && error.fault.code === 'too_many_waiting')
      return { kind: 'full', why: error.message };
    // Not of the connection: of what came by it.
    if (error instanceof RangeError || error instanceof SyntaxError)
      throw new Refusal(0, { code: 'foreign', detail: `Not a stream: ${messageOf(error)}.` });
    return ended();
  } finally {
    cancelWatch();
    cancelQuiet?.();
    giveUp();
  }
}
