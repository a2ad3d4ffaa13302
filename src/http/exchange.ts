import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ByteString } from '../journal/capture.ts';
import { maxFactBytes } from '../journal/fact.ts';
import { formatHead } from '../journal/head.ts';
import { BodyBuffer } from './body-buffer.ts';
import type { Connection } from './connection.ts';

/** What one connection asked and we have not answered yet. */
export class Exchanges {
  readonly connection: Connection;
  /** In the order they came. */
  readonly list: Exchange[] = [];
  /** How many of them are not complete: what comes after them must wait. */
  reading = 0;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Forgets one that is answered. */
  forget(exchange: Exchange): void {
    if (this.list[0] === exchange) {
      this.list.shift();
      return;
    }
    const index = this.list.indexOf(exchange);
    if (index >= 0) this.list.splice(index, 1);
  }

  /** The request of which a part of the body is still to come, if there is one. */
  get read(): Exchange | undefined {
    const newest = this.list.at(-1);
    return newest?.state === 'reading' && !newest.request.complete ? newest : undefined;
  }
}

/** One request and the answer it waits for. */
export class Exchange {
  /** Those of its connection. */
  readonly others: Exchanges;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The request line as it arrived. */
  readonly line: ByteString;
  readonly forwardedPeer: string | undefined;
  readonly body = new BodyBuffer();
  /** `complete` waits for an earlier request of its connection; `storing` for the journal. */
  state: 'reading' | 'complete' | 'storing' | 'answered' = 'reading';
  /** What it takes of the bytes that may be in flight. */
  heldBytes = 0;
  /** The sweep at which its body began, and that at which its append did. */
  readingSince = 0;
  storingSince = 0;

  constructor(
    others: Exchanges,
    request: IncomingMessage,
    response: ServerResponse,
    line: ByteString,
    forwardedPeer: string | undefined,
  ) {
    this.others = others;
    this.request = request;
    this.response = response;
    this.line = line;
    this.forwardedPeer = forwardedPeer;
  }
}

/** The start of a head for a fact. */
export function headBytes(line: ByteString, request: IncomingMessage): Uint8Array {
  return Buffer.from(formatHead(line, request.rawHeaders).slice(0, maxFactBytes), 'latin1');
}
