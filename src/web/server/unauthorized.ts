import { createTopic } from '../topic.ts';

/** The server no longer knows this browser: its login has ended, or the token changed. */
export const { subscribe: onUnauthorized, tell: tellUnauthorized } = createTopic();
