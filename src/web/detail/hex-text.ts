const perLine = 16;

/** Bytes as people read them: 16 a line, where they are, in hex, and what of them is ASCII. */
export function hexText(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const part = bytes.subarray(at, at + perLine);
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
    const left = hex.slice(0, perLine / 2).join(' ');
    const right = hex.slice(perLine / 2).join(' ');
    const ascii = Array.from(part, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
    );
    lines.push(
      `${at.toString(16).padStart(6, '0')}  ${left.padEnd(23)}  ${right.padEnd(23)}  ${ascii.join('')}`,
    );
  }
  return lines.join('\n');
}
