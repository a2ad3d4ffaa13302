/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). Unlike what browsers
 * and packages tell, it also tells of an id that comes without data: our server names with it the place up to which nothing matched.
 */

export interface StreamMessage {
  /** Empty if it was not named. */
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string | undefined;
}

/**
 * A function that takes the text as it comes, cut anywhere, and gives the messages that are complete by then.
 * @throws {RangeError} from that function, when a message is longer than `maxLength` characters
 */
export function createStreamParser(maxLength: number): (text: string) => readonly StreamMessage[] {
  let line = '';
  let endedInCr = false;
  let event = '';
  let id: string | undefined;
  let data: string[] = [];
  let dataLength = 0;
  let complete: StreamMessage[] = [];

  const endMessage = (): void => {
    if (id !== undefined || data.length > 0)
      complete.push({ event, id, data: data.length > 0 ? data.join('\n') : undefined });
    event = '';
    id = undefined;
    data = [];
    dataLength = 0;
  };
  const endLine = (): void => {
    if (line === '') {
      endMessage();
      return;
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? [];
    if (name === 'event') event = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
    else if (name === 'data') {
      data.push(value);
      dataLength += value.length;
    }
  };

  return (text) => {
    complete = [];
    // The second half of a CRLF that was cut in two.
    const rest = endedInCr && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') endedInCr = text.endsWith('\r');
    const [first = '', ...others] = rest.split(/\r\n|\r|\n/);
    line += first;
    for (const other of others) {
      endLine();
      line = other;
    }
    if (line.length + dataLength > maxLength) throw new RangeError('the message is too long');
    return complete;
  };
}
