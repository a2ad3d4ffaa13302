import type { Call } from './call.ts';
import type { Directed } from './direction.ts';
import { extensionOfNumber, isOutsideNumber } from './end.ts';
import { isOutThread } from './far-legs.ts';
import type { KnownLeg } from './leg.ts';

/** Who called whom. */
export interface CallEnds {
  caller?: NonNullable<Call['caller']>;
  callerName?: NonNullable<Call['callerName']>;
  called?: NonNullable<Call['called']>;
}

/** The ends of a call: extensions as `prefix*number` in lower case, numbers as sent. */
export function endsOf(
  legs: readonly KnownLeg[],
  via: readonly string[],
  { direction, entering, leaving }: Directed,
): CallEnds {
  if (direction === 'in') return { ...outsider(legs, entering), ...reached(legs, via) };
  const main =
    leaving.find(({ isTransfered }) => !isTransfered) ??
    leaving[0] ??
    legs.find((leg) => leg.flow === 'out' && !isOutThread(leg)) ??
    legs[0];
  if (main === undefined) return {};
  const caller = main.flow === 'out' ? main.extension : main.callerExtension;
  return {
    ...callerOf(main, main.kind === 'phone' || main.flow === 'out' ? caller : undefined),
    ...calledBy(main, via),
  };
}

/** The caller from outside: best where he enters, else wherever a number outside is, at the far end of a transfer too. */
function outsider(legs: readonly KnownLeg[], entering: readonly KnownLeg[]): CallEnds {
  const leg =
    entering.find(hasCaller) ?? legs.find((one) => one.flow === 'in' && isFromOutside(one));
  if (leg !== undefined) return callerOf(leg);
  const remote = legs.find(({ remoteNumber }) => remoteNumber !== undefined)?.remoteNumber;
  if (remote !== undefined) return { caller: remote };
  const other = legs.find(isFromOutside) ?? legs.find(hasCaller);
  return other === undefined ? {} : callerOf(other);
}

/** What the caller reached first. */
function reached(legs: readonly KnownLeg[], via: readonly string[]): CallEnds {
  const called =
    via[0] ??
    legs.find(({ flow }) => flow === 'in')?.extension ??
    legs.find(({ isTransfered }) => isTransfered)?.extension;
  return called === undefined ? {} : { called };
}

function calledBy(leg: KnownLeg, via: readonly string[]): CallEnds {
  const called =
    leg.flow === 'out'
      ? (leg.calledExtension ?? extensionOfNumber(leg.calledNumber) ?? leg.calledNumber)
      : (via[0] ?? leg.extension);
  return called === undefined ? {} : { called };
}

/** The name is left out where the PBX, knowing none, repeats the number. */
function callerOf(leg: KnownLeg, extension?: string): CallEnds {
  const { callerNumber, callerName } = leg;
  const caller = extension ?? extensionOfNumber(callerNumber) ?? callerNumber;
  if (caller === undefined) return {};
  const isNamed = callerName !== undefined && !isSame(callerName, callerNumber ?? caller);
  return { caller, ...(isNamed ? { callerName } : undefined) };
}

function isSame(name: string, number: string): boolean {
  return bare(name) === bare(number);
}

function bare(text: string): string {
  return text.trim().replace(/^\+/, '').toLowerCase();
}

function hasCaller({ callerNumber }: KnownLeg): boolean {
  return callerNumber !== undefined;
}

function isFromOutside({ callerNumber }: KnownLeg): boolean {
  return callerNumber !== undefined && isOutsideNumber(callerNumber);
}
