import { ask } from '../api/client.ts';
import type { Connection } from '../api/client-request.ts';
import type { EventSummary } from '../api/event.ts';
import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { painter } from '../formats/paint.ts';
import { printable, printableJson } from '../formats/printable.ts';
import { assemble } from '../protocol/assemble.ts';
import { maxCallEvents, outcomeAt, type Call, type CallEvent } from '../protocol/call.ts';
import { layoutLadder } from '../protocol/ladder-layout.ts';
import { ladderText } from '../protocol/ladder-text.ts';
import { findingsOfCall } from '../protocol/rules.ts';
import { askServer } from './client-command.ts';
import { eventPages } from './ls.ts';
import { outputForm } from './output-form.ts';
import { toShownEvent } from './shown-event.ts';
import type { Shell } from './shell.ts';

/**
 * Prints a call as a ladder: who called whom, in what order, how it ended, and what the rules say about it.
 * @param id its CallID, or the first 6 or more characters, or `last`
 * @throws {AppError} `not_found`
 */
export function showCall(resolved: ResolvedConfig, shell: Shell, id: string): Promise<number> {
  const form = outputForm(resolved, ['pretty', 'json'], 'pretty');
  return askServer(resolved, shell, '', async (connection) => {
    const callId = await wholeId(connection, id);
    const events = await eventsOf(connection, callId);
    const call = assemble(events);
    if (form === 'json') shell.stdout.write(jsonOf(call));
    else shell.stdout.write(pageOf(call, events, shell.stdout));
    return 0;
  });
}

/** The CallID that an abbreviation means: of several calls, the newest one's. */
async function wholeId(connection: Connection, id: string): Promise<string> {
  const q = id === 'last' ? 'has:CallID' : `call:${quoted(id)}`;
  const { events } = await ask(connection, 'events', { query: { q, limit: 1 } });
  const callId = events[0]?.callId;
  if (callId === undefined)
    throw new AppError(
      'not_found',
      id === 'last'
        ? 'No call is stored there yet.'
        : `There is no call ${id}. Give its whole CallID, or at least the first 6 characters of it.`,
    );
  return callId;
}

async function eventsOf(connection: Connection, callId: string): Promise<readonly CallEvent[]> {
  const found: EventSummary[] = [];
  const query = { q: `call:${quoted(callId)}`, order: 'oldest', limit: maxCallEvents } as const;
  for await (const { events } of eventPages(connection, query)) found.push(...events);
  const isThisOne = (event: EventSummary): boolean =>
    event.callId?.toLowerCase() === callId.toLowerCase();
  return found.filter(isThisOne).map((event, row) => ({ ...toShownEvent(event), row }));
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
}

function pageOf(
  call: Call,
  events: readonly CallEvent[],
  { width, useColor }: Shell['stdout'],
): string {
  const { yellow, red, dim } = painter(useColor);
  const nowUs = Date.now() * 1000;
  const { outcome } = outcomeAt(call, nowUs);
  const ladder = ladderText(layoutLadder(call, { nowUs, events }), { width: width ?? 100 });
  const findings = findingsOfCall(call, nowUs).map(({ rule, level, message }) => {
    const paint = { error: red, warn: yellow, info: dim }[level];
    return `  ${paint(`${rule} ${level}`)}  ${printable(message)}`;
  });
  const head = `call ${printable(call.id)}, outcome ${outcome}, ${call.eventCount} events`;
  return `${[head, '', ...ladder, ...(findings.length === 0 ? [] : ['', ...findings])].join('\n')}\n`;
}

function jsonOf(call: Call): string {
  const lines = JSON.stringify(call, undefined, 2).split('\n');
  return `${lines.map(printableJson).join('\n')}\n`;
}
