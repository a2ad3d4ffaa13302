/** One end of a call as a number or an extension names it. Extensions are spoken of as `prefix*number` in lower case, without a domain. */

/** The name of the extension that a field holds; undefined if it names none. */
export function extensionName(sent: string | undefined): string | undefined {
  if (sent === undefined) return undefined;
  const at = sent.indexOf('@');
  const name = (at < 0 ? sent : sent.slice(0, at)).trim().toLowerCase();
  return name === '' ? undefined : name;
}

/** The extension a number is: of `000*101` itself, of any other number none. */
export function extensionOfNumber(number: string | undefined): string | undefined {
  const name = extensionName(number);
  return name !== undefined && extensionForm.test(name) ? name : undefined;
}

const extensionForm = /^\d+\*\d+$/;

/** Whether a number is that of this extension, with or without its prefix. */
export function isNumberOf(extension: string, number: string): boolean {
  const name = extensionName(number);
  return name === extension || name === shortNumber(extension);
}

/** `101` of `000*101`. */
export function shortNumber(extension: string): string {
  return extension.slice(extension.lastIndexOf('*') + 1);
}

/** Whether a caller's number can only be outside: it is neither an extension nor as short as one without its prefix. */
export function isOutsideNumber(number: string): boolean {
  const name = extensionName(number);
  return name !== undefined && !extensionForm.test(name) && !shortForm.test(name);
}

const shortForm = /^\d{1,6}$/;
