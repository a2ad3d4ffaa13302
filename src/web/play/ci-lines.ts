import { shellWord } from '../text/shell-word.ts';
import { filterOf } from '../filter/terms.ts';
import { urlWithMyid } from '../setup/subscription.ts';

/** Where commands ask if they are not told. */
const usualServers = ['http://127.0.0.1:8081', 'http://localhost:8081'];

/**
 * What a test runs, for a POSIX shell: it remembers where the journal ends, makes a call, and waits for its hangup.
 * @param address the inspector's
 */
export function waitLines(myid: string, address: string): string {
  return waitLinesFor(filterOf({ type: 'hangup', myid }), address);
}

/** The same for what a filter finds. What was stored before does not end the wait. */
export function waitLinesFor(filter: string, address: string): string {
  const where = serverOption(address);
  return [
    `AFTER=$(npx ringlog cursor${where})`,
    '# … make a call here …',
    `npx ringlog wait ${shellWord(filter)} --after "$AFTER" --timeout 30s${where}`,
  ].join('\n');
}

/** What tells a command which server to ask, with a space before it; nothing if it would ask that one anyway. */
export function serverOption(address: string): string {
  const server = address.replace(/\/+$/, '');
  return usualServers.includes(server) ? '' : ` --server ${shellWord(server)}`;
}

/** A shell line that sends one event, each time of another call. */
export function sendLine(url: string, myid: string): string {
  const target = urlWithMyid(url, myid);
  const fields = 'EventType=hangup&CallFlow=in&CallStatus=ANSWER&CallID=';
  return `curl -X POST ${shellWord(target)} -d ${shellWord(fields)}"$(date +%s%N)"`;
}
