/** What people call an extension: `101` of `000*101@domain`. Another number or name is left as it is. */
export function shortName(sent: string): string {
  const [, number] = /^\s*\d+\*([^*\s@]+)\s*(?:@.*)?$/s.exec(sent) ?? [];
  return number ?? sent;
}
