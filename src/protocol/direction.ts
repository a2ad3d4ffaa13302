import type { Direction } from './call.ts';
import { extensionOfNumber, isOutsideNumber, shortNumber } from './end.ts';
import type { KnownLeg } from './leg.ts';

/** The legs of a call by what they tell of its direction. */
export interface Directed {
  readonly direction: Direction;
  /** Flow in, from a caller outside. */
  readonly entering: readonly KnownLeg[];
  /** Flow out, to a number outside. */
  readonly leaving: readonly KnownLeg[];
}

/**
 * Where a call came from and went. In this order: it is `in` if an outsider dialled a number of the PBX (CalledDID) or reached an extension
 * without one calling him in between, or if all that is known of it is forwarded for an outsider; `out` if it left the PBX; `in` if an
 * outsider is at the far end of a transfer; `internal` if it has any leg.
 */
export function directed(legs: readonly KnownLeg[]): Directed {
  const isCallback = legs.some(({ callBackId }) => callBackId !== undefined);
  const passing = new Set<string>();
  const known = new Set<string>();
  for (const { extension, kind, flow } of legs) {
    if (extension === undefined) continue;
    if (kind !== 'phone') passing.add(extension);
    if (flow === 'in') known.add(shortNumber(extension));
  }
  const entering = isCallback ? [] : legs.filter((leg) => comesFromOutside(leg, passing));
  const leaving = legs.filter((leg) => leadsOutside(leg, known));
  return { direction: directionOf(legs, entering, leaving), entering, leaving };
}

function directionOf(
  legs: readonly KnownLeg[],
  entering: readonly KnownLeg[],
  leaving: readonly KnownLeg[],
): Direction {
  if (entering.length > 0 || legs.some(({ did }) => did !== undefined)) return 'in';
  if (leaving.length > 0) return legs.every(isForwardedIn) ? 'in' : 'out';
  if (legs.some(({ flow, remoteNumber }) => flow === 'in' && remoteNumber !== undefined))
    return 'in';
  return legs.length > 0 ? 'internal' : 'out';
}

/** An outsider calls no extension by itself, so that his legs name no CallerExtension, or the IVR or queue that he came through. */
function comesFromOutside(leg: KnownLeg, passing: ReadonlySet<string>): boolean {
  const { flow, remoteNumber, callerExtension, callerNumber } = leg;
  if (flow !== 'in' || remoteNumber !== undefined) return false;
  if (callerExtension !== undefined && !passing.has(callerExtension)) return false;
  return callerNumber === undefined ? callerExtension === undefined : isOutsideNumber(callerNumber);
}

/** A short number may be that of an extension that was rung. */
function leadsOutside(leg: KnownLeg, known: ReadonlySet<string>): boolean {
  const { flow, calledExtension, calledNumber } = leg;
  if (flow !== 'out' || calledExtension !== undefined) return false;
  if (calledNumber === undefined) return true;
  return extensionOfNumber(calledNumber) === undefined && !known.has(calledNumber.trim());
}

function isForwardedIn({ isTransfered, callerNumber }: KnownLeg): boolean {
  return isTransfered && callerNumber !== undefined && isOutsideNumber(callerNumber);
}
