/** Something that happens now and then, and those who want to be told of it. */
export interface Topic<News extends readonly unknown[]> {
  /** @returns a function that ends it */
  readonly subscribe: (listener: (...news: News) => void) => () => void;
  readonly tell: (...news: News) => void;
}

export function createTopic<News extends readonly unknown[] = []>(): Topic<News> {
  const listeners = new Set<(...news: News) => void>();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell: (...news) => {
      for (const listener of listeners) listener(...news);
    },
  };
}
