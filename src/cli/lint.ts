import { Buffer } from 'node:buffer';
import type { ResolvedConfig } from '../config.ts';
import { isUnread, type ReadRequest } from '../formats/read-line.ts';
import { parseHead } from '../journal/head.ts';
import { assemble } from '../protocol/assemble.ts';
import type { CallEvent } from '../protocol/call.ts';
import { decodeEvent } from '../protocol/decode.ts';
import { findingsOfCall, findingsOfEvent } from '../protocol/rules.ts';
import { FindingPrinter, findingForms } from './finding-printer.ts';
import { outputForm } from './output-form.ts';
import { readRequests } from './request-file.ts';
import type { Shell } from './shell.ts';

/**
 * Judges the requests of a file by the protocol's rules and prints what they say, with line numbers.
 * @param file `-` is standard input
 * @returns 1 if there is a finding of level `error`, or a line that cannot be read, else 0
 * @throws {AppError} `file_unusable`
 */
export async function lint(
  resolved: ResolvedConfig,
  shell: Pick<Shell, 'stdin' | 'stdout' | 'stderr'>,
  file: string,
): Promise<number> {
  const form = outputForm(resolved, findingForms, 'line');
  const printer = new FindingPrinter(form, file, shell);
  // A call that is silent for hours before the file ends has no end in it.
  let latestUs: number | undefined;
  const calls = new OpenCalls((events) => {
    for (const finding of findingsOfCall(assemble(events), latestUs))
      printer.finding(finding, lineOf(finding.eventId ?? events[0]?.id));
  });
  let row = 0;
  for await (const read of readRequests(file, shell)) {
    if (isUnread(read)) printer.unread(read);
    else {
      const { receivedAtUs = latestUs } = read;
      if (receivedAtUs !== undefined) latestUs = Math.max(latestUs ?? 0, receivedAtUs);
      lintEvent(read, ++row, printer, calls);
    }
    await shell.stdout.drained();
  }
  calls.end();
  printer.end(row);
  return printer.hasErrors ? 1 : 0;
}

function lintEvent(
  request: ReadRequest,
  row: number,
  printer: FindingPrinter,
  calls: OpenCalls,
): void {
  const { method, target, headers } = parseHead(request.head);
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const { body } = request;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const decoded = decodeEvent({ target, contentType, body: text });
  const id = String(request.lineNumber);
  // Without a time of receipt, the PBX's own is as good as any.
  const receivedAtUs = request.receivedAtUs ?? Number(decoded.fields['EventTime'] ?? 0);
  const event = { ...decoded, id, row, receivedAtUs };
  const facts = { ...event, method, contentType, bodyBytes: body.length };
  if (request.bodyIsLost) printer.bodiesLost++;
  for (const finding of findingsOfEvent(facts))
    if (!(request.bodyIsLost && finding.rule === namelessRule))
      printer.finding(finding, request.lineNumber);
  if (decoded.callId !== undefined) calls.add(decoded.callId.toLowerCase(), event);
}

/** That there is no type: a body that the file does not hold may well have named it. */
const namelessRule = 'RL001';

function lineOf(eventId: string | undefined): number {
  return Number(eventId ?? 0);
}

/** Calls that may go on. Of too many, the one that was silent for the longest is judged as it is: memory is bounded, the file is not. */
class OpenCalls {
  readonly #judge: (events: readonly CallEvent[]) => void;
  readonly #calls = new Map<string, CallEvent[]>();
  #events = 0;

  constructor(judge: (events: readonly CallEvent[]) => void) {
    this.#judge = judge;
  }

  add(callId: string, event: CallEvent): void {
    const events = this.#calls.get(callId) ?? [];
    events.push(event);
    // Last in the map: the longest silent is first.
    this.#calls.delete(callId);
    this.#calls.set(callId, events);
    this.#events++;
    while (this.#events > maxOpenEvents) this.#judgeFirst();
  }

  end(): void {
    while (this.#calls.size > 0) this.#judgeFirst();
  }

  #judgeFirst(): void {
    for (const [callId, events] of this.#calls) {
      this.#calls.delete(callId);
      this.#events -= events.length;
      this.#judge(events);
      return;
    }
  }
}

/** About a hundred megabytes. */
const maxOpenEvents = 50_000;
