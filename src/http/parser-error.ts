import type { Buffer } from 'node:buffer';
import type { RefusalReason } from './refusal.ts';

/** What Node's HTTP parser says about bytes it refused, or about a request that took too long. */
export interface ParserError extends NodeJS.ErrnoException {
  /** How much of `rawPacket` it had accepted. */
  readonly bytesParsed?: number;
  /** The packet it stopped in. */
  readonly rawPacket?: Buffer;
}

/** Whether an error is the parser's, and not one of the socket. */
export function isParserError(error: NodeJS.ErrnoException): error is ParserError {
  return error.code?.startsWith('HPE_') === true || error.code === timedOut;
}

/** Whether an error may come of a request line that can be repaired: the parser knew the method and stumbled over the target or version. */
export function isInTargetOrVersion(error: ParserError): boolean {
  return repairable.has(error.code ?? '');
}

const repairable = new Set(['HPE_INVALID_URL', 'HPE_INVALID_CONSTANT', 'HPE_INVALID_VERSION']);

/** Why a request is refused that failed in its request line or headers. @param bytes what came of them */
export function reasonInHead(error: ParserError, bytes: Buffer): RefusalReason {
  switch (error.code ?? '') {
    case timedOut:
      return bytes.length > 0 ? 'head_timeout' : 'silent';
    case 'HPE_HEADER_OVERFLOW':
      return 'head_too_large';
    case 'HPE_CLOSED_CONNECTION':
      return 'data_after_close';
    case 'HPE_INVALID_EOF_STATE':
      return 'aborted';
    default:
      return reasonOfBytes(bytes);
  }
}

/** Why a request is refused that failed after its head. */
export function reasonInBody(error: ParserError): RefusalReason {
  switch (error.code ?? '') {
    case timedOut:
      return 'body_timeout';
    case 'HPE_HEADER_OVERFLOW':
      return 'head_too_large';
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'chunk_extensions_too_large';
    case 'HPE_INVALID_EOF_STATE':
      return 'aborted';
    default:
      return 'malformed';
  }
}

/** What came instead of a request, where it is easily told. */
export function reasonOfBytes(bytes: Buffer): RefusalReason {
  // A handshake record of TLS: https://www.rfc-editor.org/rfc/rfc8446#section-5.1
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return 'tls_on_plain_port';
  if (bytes.toString('latin1', 0, http2Preface.length) === http2Preface) return 'http2_preface';
  return 'malformed';
}

/** https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const http2Preface = 'PRI * HTTP/2.0';
const timedOut = 'ERR_HTTP_REQUEST_TIMEOUT';
