import { encodeFields } from './sample-b.ts';

/** Fields of the n-th event of many, that differ in what filters ask for. */
function eventFields(n: number): Record<string, string> {
  const call = Math.floor(n / 4);
  const callId = (call * 2654435761).toString(16).padStart(32, '0');
  return {
    EventType: ['dial-in', 'dial-out', 'answer', 'hangup'][n % 4] ?? '',
    CallID: callId,
    CallFlow: call % 2 === 0 ? 'in' : 'out',
    CallStatus: ['CALLING', 'CALLING', 'ANSWER', 'BUSY'][n % 4] ?? '',
    CallerIDNum: `+7916${String(call % 10_000_000).padStart(7, '0')}`,
    CallerIDName: n % 5 === 0 ? 'Иван Петров' : `Caller ${n % 1000}`,
    CalledExtension: `2566*${100 + (call % 50)}`,
    ...(n % 4 === 3 ? { Duration: String(n), RecID: `10500-${n}` } : {}),
  };
}

/** The target of its request; every seventh is another integrator's. */
export function eventTarget(n: number): string {
  return `/fordel/show.php?myid=${n % 7 === 0 ? 200 : 175}&n=${n}.&${encodeFields(eventFields(n))}`;
}

/** The target of the n-th event where those of a hundred calls come one among the other, and some calls end ten thousand events later. */
export function interleavedTarget(n: number): string {
  const part = Math.floor((n % 400) / 100);
  const call = Math.floor(n / 400) * 100 + (n % 100);
  const isLate = part === 3 && call % 20 === 0 && call >= 2_500;
  return eventTarget((isLate ? call - 2_500 : call) * 4 + part);
}
