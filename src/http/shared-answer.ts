/**
 * For an answer that takes long: whoever asks while it is being made waits for the next one, which all of them share. So each gets one
 * that was begun after it asked, and however many ask, two are made one after the other.
 * @param make makes it; an error goes to those who wait for it, and the next one is made all the same
 */
export function sharedAnswer<T>(make: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    next = undefined;
    current = make().finally(() => {
      current = undefined;
    });
    return current;
  };
  // Once a next one is promised it is waited for, also in the moment between the two.
  return () => next ?? (current ? (next = current.then(begin, begin)) : begin());
}
