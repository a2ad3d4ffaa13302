import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AnswerReader } from './answer-reader.ts';

/** Why a request was not answered. */
export interface Broken {
  /** What the system or Node.js says; undefined if the other side just ended the connection. */
  readonly error?: unknown;
  /** False if nothing was sent. */
  readonly isConnected: boolean;
}

export interface ConnectionEvents {
  readonly onConnect?: ((localPort: number) => void) | undefined;
  readonly onDisconnect?: ((localPort: number) => void) | undefined;
  /** It is closed, and told whoever waited for an answer. */
  readonly onClose: () => void;
}

interface Awaited {
  readonly reader: AnswerReader;
  readonly resolve: (status: number) => void;
  readonly reject: (broken: Broken) => void;
}

/** One connection, for one request at a time. */
export class Connection {
  readonly #socket: Socket;
  #isConnected = false;
  #isUsable = true;
  #error: unknown;
  #awaited: Awaited | undefined;
  #idleSinceMs = 0;

  constructor(target: URL, { onConnect, onDisconnect, onClose }: ConnectionEvents) {
    const isSecure = target.protocol === 'https:';
    this.#socket = isSecure ? openTls(target) : connectTcp(addressOf(target, 80));
    this.#socket.setNoDelay(true);
    let port: number | undefined;
    this.#socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      this.#isConnected = true;
      port = this.#socket.localPort;
      if (port !== undefined) onConnect?.(port);
    });
    this.#socket.on('data', (bytes) => {
      this.#read(bytes);
    });
    this.#socket.on('end', () => {
      this.#isUsable = false;
      if (this.#awaited?.reader.end() === true) this.#answer(this.#awaited);
    });
    this.#socket.on('error', (error) => {
      this.#error ??= error;
    });
    this.#socket.once('close', () => {
      this.#isUsable = false;
      this.#break(this.#error);
      if (port !== undefined) onDisconnect?.(port);
      onClose();
    });
  }

  /** How long nothing was asked of it; undefined if it can no longer be used. */
  idleMs(nowMs: number): number | undefined {
    return this.#isUsable ? nowMs - this.#idleSinceMs : undefined;
  }

  /** Sends a request, one character a byte. Rejects with why it was not answered (`Broken`). */
  ask(bytes: string, isHead: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#awaited = { reader: new AnswerReader(isHead), resolve, reject };
      this.#socket.write(bytes, 'latin1');
    });
  }

  /** Cuts it. @param why what whoever waits for an answer is told, as `Broken.error` */
  close(why?: Error): void {
    this.#isUsable = false;
    this.#error ??= why;
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const awaited = this.#awaited;
    try {
      // Nothing was asked: whatever it says belongs to no request.
      if (awaited === undefined) this.close();
      else if (awaited.reader.push(bytes.toString('latin1'))) this.#answer(awaited);
    } catch (error) {
      this.close();
      this.#break(error);
    }
  }

  #answer({ reader, resolve }: Awaited): void {
    this.#awaited = undefined;
    this.#idleSinceMs = performance.now();
    if (!reader.isKept) this.close();
    resolve(reader.status);
  }

  #break(error: unknown): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    awaited?.reject({ error, isConnected: this.#isConnected });
  }
}

function openTls(target: URL): Socket {
  const address = addressOf(target, 443);
  // The name of an address must not be sent, RFC 6066 section 3.
  const servername = isIP(address.host) === 0 ? address.host : '';
  return connectTls({ ...address, servername, ALPNProtocols: ['http/1.1'] });
}

function addressOf(
  { hostname, port }: URL,
  usual: number,
): { readonly host: string; readonly port: number } {
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? usual : Number(port),
  };
}
