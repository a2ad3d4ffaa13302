import { isPrintable } from '../../formats/printable.ts';

/**
 * One word of a command for a POSIX shell, which expands nothing in it. Text that a terminal would obey is written in octal for `printf`;
 * line feeds at its very end would be lost then.
 */
export function shellWord(text: string): string {
  if (isPrintable(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  let octal = '';
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    octal += /[\w /.,:;=&?*@+]/.test(character)
      ? character
      : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `"$(printf '${octal}')"`;
}
