/**
 * Raise this when what the index keeps of an event changes: tables, tokens, classification, folding. An index of another version is made
 * anew from the journal.
 */
export const indexVersion = 2;
