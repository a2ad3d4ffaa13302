/** Colours of a terminal, or nothing. */
export type Painter = Readonly<Record<Color | 'dim' | 'bold', (text: string) => string>>;

export type Color = 'red' | 'green' | 'yellow' | 'magenta' | 'cyan';

/** The sixteen colours only: a terminal's theme makes them readable on its own background. */
export function painter(isOn: boolean): Painter {
  const style =
    (start: number, end: number) =>
    (text: string): string =>
      isOn ? `\x1b[${start}m${text}\x1b[${end}m` : text;
  return {
    dim: style(2, 22),
    bold: style(1, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    magenta: style(35, 39),
    cyan: style(36, 39),
  };
}
