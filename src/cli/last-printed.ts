/** Remembers what was printed of each thing: tells whether a text is another than the last one, and takes it down as the last. */
export function lastPrinted(most = 10_000): (id: string, text: string) => boolean {
  const texts = new Map<string, string>();
  return (id, text) => {
    const isNew = texts.get(id) !== text;
    // Last in the map: of too many the one that was silent for the longest is forgotten.
    texts.delete(id);
    texts.set(id, text);
    const [oldest] = texts.keys();
    if (texts.size > most && oldest !== undefined) texts.delete(oldest);
    return isNew;
  };
}
