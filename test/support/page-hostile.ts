import { fieldTable } from '../../src/protocol/field-table.ts';
import { bytesOf, type NaughtyRequest } from './naughty-places.ts';
import { isHeaderValue, naughtyStrings, utf8Bytes } from './naughty-strings.ts';
import { payloads } from './page-payloads.ts';
import type { Program } from './program.ts';
import { exchange } from './raw-request.ts';

/** All that is sent: what would like to run, and what has broken other programs. */
const texts: readonly string[] = [
  ...new Set([...payloads, ...naughtyStrings].map((text) => text.toWellFormed())),
].filter((text) => text !== '');

/** Each request has so many of them in its query, its headers and its body. */
export const textsPerRequest = 20;

/** What was stored of it, in the order of the texts. */
export interface Hostile {
  /** CallIDs; each call's first event has texts in all the fields there are. */
  readonly callIds: readonly string[];
  /** Of requests that are no events of a call; the next begins with the next text. */
  readonly eventIds: readonly string[];
  readonly refusedCount: number;
}

/** Sends every text as the value of every field, and as a name, in calls; in paths, headers and bodies by every method; and in no HTTP at all. */
export async function sendHostile(program: Program): Promise<Hostile> {
  const calls = await sendAll(program, texts.flatMap(callRequests));
  const events = await sendAll(program, texts.map(strayRequest));
  const refused = payloads.map((text) => `BAD ${utf8Bytes(text)}\r\n\r\n`);
  const answers = await inTurns(refused, async (bytes) => {
    const { answers } = await exchange(program.receiverUrl, [bytes]);
    return answers[0]?.status ?? 0;
  });
  if (calls.some((id) => id === '')) throw new Error('A request of a call was not stored.');
  return {
    callIds: texts,
    eventIds: events.filter((id) => id !== ''),
    refusedCount: answers.filter((status) => status >= 400).length,
  };
}

const formType = 'Content-Type: application/x-www-form-urlencoded\r\n';

/** A call: one event with every field there is, one that ends it as a PBX would. */
function callRequests(text: string, place: number): readonly NaughtyRequest[] {
  const known = fieldTable.map(({ name }, k): [string, string] => [name, textAt(place + k)]);
  const all = Object.entries({ ...Object.fromEntries(known), EventType: 'dial-in', CallID: text });
  const few = [
    ['EventType', 'hangup'],
    ['CallID', text],
    ['myid', textAt(place + 1)],
    ['CallerIDNum', textAt(place + 2)],
    ['CallerIDName', textAt(place + 3)],
    ['CalledExtension', textAt(place + 4)],
    ['CallFlow', 'in'],
    ['CallStatus', place % 2 === 0 ? 'ANSWER' : textAt(place + 5)],
  ] as const;
  return [
    { target: '/fordel/show.php', headers: formType, body: formOf(all) },
    { target: `/fordel/show.php?${formOf(few)}` },
  ];
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'] as const;
const headerNames = [
  ...['User-Agent', 'Referer', 'Cookie', 'Origin', 'Authorization', 'Accept-Language'],
  ...['X-Forwarded-For', 'X-Forwarded-Proto', 'Content-Type', 'X-Anything'],
  ...['Accept', 'From', 'Via', 'Forwarded', 'X-Real-IP', 'X-Request-Id', 'Cache-Control', 'Pragma'],
  ...['If-None-Match', 'Range'],
];

/** Anything but an event of a call. */
function strayRequest(text: string, place: number): NaughtyRequest {
  const some = Array.from({ length: textsPerRequest }, (_, k) => textAt(place + k));
  const names = some.filter((each) => /^[\w!#$%&'*+.^`|~-]+$/.test(each));
  const headers = [
    ...some.map((each, k) => [headerNames[k] ?? '', utf8Bytes(each)] as const),
    ...names.map((each) => [each, 'value'] as const),
  ].filter(([, value]) => isHeaderValue(value));
  const fields = [
    ['EventType', text],
    ['myid', textAt(place + 1)],
    ...some.map((each, k) => [each, textAt(place + k + 1)] as const),
  ] as const;
  const isRaw = place % 2 === 0 && !/[\0\r\n]/.test(text);
  return {
    method: methods[place % methods.length] ?? 'GET',
    target: `/p/${isRaw ? utf8Bytes(text) : encoded(text)}?${formOf(fields)}`,
    headers: headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''),
    body: utf8Bytes(some.join('\n')),
  };
}

function textAt(place: number): string {
  return texts[place % texts.length] ?? '';
}

function formOf(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** The ids of what was stored, empty for what was not. */
function sendAll(program: Program, requests: readonly NaughtyRequest[]): Promise<string[]> {
  const { host } = new URL(program.receiverUrl);
  return inTurns(requests, async (request) => {
    const { answers } = await exchange(program.receiverUrl, [bytesOf(request, host)]);
    return answers[0]?.status === 200 ? answers[0].eventId : '';
  });
}

/** Some at a time; the results in the order of the items. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()].reverse();
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [place, item] = next;
      results[place] = await act(item);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return results;
}
