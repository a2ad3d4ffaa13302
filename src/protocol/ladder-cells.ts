/** Text as a terminal shows it, cell by cell: a wide character takes two of them, a mark stands on the character before it. */
export type Cells = readonly string[];

/** A terminal obeys control characters, and the invisible ones reorder or hide text. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const mark = /\p{M}/u;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Marks on one character: more than these are somebody's joke. */
const maxMarks = 3;

/**
 * The cells of captured text. Control and invisible characters become pictures of themselves (`␛`), or `�`.
 * @param isAscii whatever is not ASCII becomes a question mark, or what looks like it
 */
export function cellsOf(text: string, isAscii = false): Cells {
  const cells: string[] = [];
  let marks = 0;
  for (const character of text) {
    if (isAscii) cells.push(...(lookalikes.get(character) ?? [inAscii(character)]));
    else if (mark.test(character)) {
      marks++;
      if (marks <= maxMarks && cells.length > 0) cells.push(`${cells.pop() ?? ''}${character}`);
    } else {
      marks = 0;
      cells.push(unsafe.test(character) ? picture(character) : character);
      if (wide.test(character)) cells.push('');
    }
  }
  return cells;
}

/** The text of cells, at most so many: of more the beginning and an ellipsis. */
export function fitted(cells: Cells, width: number, isAscii = false): Cells {
  if (cells.length <= width) return cells;
  const ellipsis = isAscii ? ['.', '.'] : ['…'];
  if (width <= ellipsis.length) return ellipsis.slice(0, Math.max(0, width));
  const kept = cells.slice(0, width - ellipsis.length);
  // Half a wide character is a space.
  if (cells[kept.length] === '') kept[kept.length - 1] = ' ';
  return [...kept, ...ellipsis];
}

const lookalikes: ReadonlyMap<string, Cells> = new Map([
  ['…', ['.', '.', '.']],
  ['µ', ['u']],
]);

function inAscii(character: string): string {
  return character >= ' ' && character <= '~' ? character : '?';
}

function picture(control: string): string {
  const code = control.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '␡' : '�';
}
