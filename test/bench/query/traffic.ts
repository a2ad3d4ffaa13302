/**
 * A day of a busy PBX, the same in every run: calls of five events each, laid out so that the n-th event is known without those before it.
 * What a filter of the benchmark asks for is asked of the same functions, so every query has something to find.
 */
import { createHash } from 'node:crypto';

export const eventsPerCall = 5;
const extensionCount = 200;
const myidCount = 20;
const dayUs = 86_400_000_000;

/** How many calls begin between a call's first event and its k-th: calls overlap, as they do on a PBX. */
const beginningsBetween = [0, 3, 8, 60, 61] as const;

const surnames = splitWords(
  `Иванов Петров Сидоров Щербаков Кузнецов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов Волков
   Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев
   Smith Müller Novak Ivanov Petrov Johnson Schneider Dvořák`,
);
const givenNames = splitWords(
  'Анна Иван Мария Пётр Ольга Сергей Елена Дмитрий Наталья Андрей Anna John Jürgen Eva Peter Maria',
);

export interface Traffic {
  readonly calls: number;
  /** When the first call begins, µs since 1970 UTC. */
  readonly fromUs: number;
}

/** One event as the PBX sends it, in commit order. */
export interface TrafficEvent {
  readonly atUs: number;
  readonly target: string;
}

/** All events in the order they come, spread over a day. */
export function* trafficEvents({ calls, fromUs }: Traffic): Generator<TrafficEvent> {
  const callUs = dayUs / (calls + 61);
  for (let step = 0; step < calls + 61; step += 1)
    for (const [part, behind] of beginningsBetween.entries()) {
      const call = step - behind;
      if (call < 0 || call >= calls) continue;
      const atUs = Math.floor(fromUs + step * callUs) + part;
      yield { atUs, target: `${path}?${fieldsOf(call, part, atUs).toString()}` };
    }
}

const path = '/fordel/show.php';

/**
 * Lines `before TAB after` for the load's generator, which puts a CallID between: calls like those stored, of all owners.
 * @param run begins the CallIDs: the generator counts from one in each run, and where data is kept its events would be repetitions of
 *   those of the run before
 */
export function trafficTemplates(count: number, run = ''): readonly string[] {
  return Array.from({ length: count }, (_, n) => {
    const fields = fieldsOf(n * 7, n % eventsPerCall, 1_700_000_000_000_000 + n);
    fields.delete('CallID');
    return `CallID=${run}\t&${fields.toString()}`;
  });
}

export function callIdOf(call: number): string {
  return createHash('md5').update(`call ${call}`).digest('hex');
}

export function myidOf(call: number): string {
  return String(100 + ((call * 7) % myidCount));
}

/** Every twentieth caller lives in St. Petersburg. */
export function callerOf(call: number): string {
  const digits = String(((call * 7919) % 9_000_000) + 1_000_000);
  return call % 20 === 0 ? `7812${digits}` : `7916${digits}`;
}

/** In the texts of one call in twenty thousand. */
export const rareWord = 'quixotic';

function fieldsOf(call: number, part: number, atUs: number): URLSearchParams {
  const callId = callIdOf(call);
  const extension = `2566*${100 + ((call * 13) % extensionCount)}`;
  const isIncoming = call % 10 < 7;
  const isAnswered = call % 4 !== 3;
  const draw = Number.parseInt(callId.slice(0, 7), 16);
  const name = [
    surnames[draw % surnames.length],
    givenNames[(draw >>> 8) % givenNames.length],
    ...(call % 20_000 === 75 ? [rareWord] : []),
  ].join(' ');
  const fields = new URLSearchParams({
    myid: myidOf(call),
    EventType: typesOf(isIncoming, isAnswered)[part] ?? 'hangup',
    EventTime: String(atUs - 150_000),
    CallID: callId,
    SubCallID: `${85_000 + ((call * 13) % extensionCount)}-${callId}${part === 0 || part === 4 ? '-ivr' : ''}`,
    CallAPIID: `3584709739-${callId}`,
    CallFlow: isIncoming ? 'in' : 'out',
    CallStatus: statusOf(part, isAnswered),
    CallerIDNum: isIncoming ? `+${callerOf(call)}` : extension,
    CallerIDName: isIncoming ? name : extension,
    CalledNumber: isIncoming ? extension : callerOf(call),
    CalledExtension: `${extension}@sipproxy.telphin.ru`,
    CalledExtensionID: String(85_000 + ((call * 13) % extensionCount)),
    CalledDID: `7495123${String(4500 + (call % 20))}`,
  });
  if (part >= 3) {
    fields.set('Duration', String(isAnswered ? 1_000_000 + ((call * 7_919_111) % 300_000_000) : 0));
    fields.set('RecID', isAnswered ? `85000-${callId.slice(0, 16)}` : '');
  }
  return fields;
}

function typesOf(isIncoming: boolean, isAnswered: boolean): readonly string[] {
  const dial = isIncoming ? 'dial-in' : 'dial-out';
  return [dial, dial, isAnswered ? 'answer' : dial, 'hangup', 'hangup'];
}

function statusOf(part: number, isAnswered: boolean): string {
  if (part < 2) return 'CALLING';
  return isAnswered ? 'ANSWER' : 'NOANSWER';
}

function splitWords(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
