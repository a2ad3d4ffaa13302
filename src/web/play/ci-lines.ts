import { shellWord } from '../detail/shell-word.ts';
import { filterOf } from '../filter/terms.ts';
import { urlWithMyid } from '../setup/subscription.ts';

/** Where commands ask if they are not told. */
const usualServers = ['http://127.0.0.1:8081', 'http://localhost:8081'];

/**
 * What a test runs, for a POSIX shell: it remembers where the journal ends, makes a call, and waits for its hangup.
 * @param address the inspector's
 */
export function waitLines(myid: string, address: string): string {
  const server = address.replace(/\/+$/, '');
  const where = usualServers.includes(server) ? '' : ` --server ${shellWord(server)}`;
  const filter = shellWord(filterOf({ type: 'hangup', myid }));
  return [
    `AFTER=$(npx ringlog cursor${where})`,
    '# … make a call here …',
    `npx ringlog wait ${filter} --after "$AFTER" --timeout 30s${where}`,
  ].join('\n');
}

/** A shell line that sends one event, each time of another call. */
export function sendLine(url: string, myid: string): string {
  const target = urlWithMyid(url, myid);
  const fields = 'EventType=hangup&CallFlow=in&CallStatus=ANSWER&CallID=';
  return `curl -X POST ${shellWord(target)} -d ${shellWord(fields)}"$(date +%s%N)"`;
}
