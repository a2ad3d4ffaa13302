import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ByteString } from '../journal/capture.ts';
import { maxFactBytes } from '../journal/fact.ts';
import { formatHead } from '../journal/head.ts';
import { BodyBuffer } from './body-buffer.ts';
import type { Connection } from './connection.ts';

/** One request and the answer it waits for. */
export class Exchange {
  readonly connection: Connection;
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
  /** The sweep at which its append began. */
  storingSince = 0;

  constructor(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    line: ByteString,
    forwardedPeer: string | undefined,
  ) {
    this.connection = connection;
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
