import type { FormPair } from '../protocol/form.ts';
import type { Charset, Writing } from './planned-event.ts';

/**
 * Fields as `application/x-www-form-urlencoded`, the way the PBX does it: every byte but letters, digits, `-`, `.` and `_` as %XX in capitals
 * (its own sample has `*` as %2A and `:` as %3A), a space as `+`.
 */
export function encodeForm(fields: readonly FormPair[], writing: Writing = {}): string {
  return fields
    .map(([name, value]) => `${encode(name, writing)}=${encode(value, writing)}`)
    .join('&');
}

function encode(text: string, { charset, hasRawPlus = false }: Writing): string {
  if (!/[^\w.-]/.test(text)) return text;
  let encoded = '';
  for (const byte of bytesOf(text, charset)) encoded += encodedBytes[byte] ?? '';
  return hasRawPlus ? encoded.replaceAll('%2B', '+') : encoded;
}

const encodedBytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === ' ') return '+';
  if (/[A-Za-z0-9._-]/.test(character)) return character;
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

const utf8 = new TextEncoder();

function bytesOf(text: string, charset: Charset | undefined): Iterable<number> {
  if (charset === undefined) return utf8.encode(text);
  const known = charset === 'cp1251' ? cp1251 : latin1;
  return Array.from(text, (character) => known.get(character) ?? questionMark);
}

/** What a charset lacks is sent so. */
const questionMark = 0x3f;

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

const cp1251: ReadonlyMap<string, number> = new Map(
  Array.from(new TextDecoder('windows-1251').decode(everyByte), (character, byte) => [
    character,
    byte,
  ]),
);

const latin1: ReadonlyMap<string, number> = new Map(
  Array.from(everyByte, (byte) => [String.fromCharCode(byte), byte]),
);
