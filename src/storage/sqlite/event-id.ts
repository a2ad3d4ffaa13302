/** A UUID as its 16 bytes; undefined if the text is not one. */
export function parseEventId(id: string): Buffer | undefined {
  if (!shape.test(id)) return undefined;
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The UUID of 32 hex digits. */
export function formatEventId(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
