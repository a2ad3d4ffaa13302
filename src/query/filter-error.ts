import { AppError } from '../errors.ts';

/** What a FilterError says beside its message. */
export interface FilterFault {
  /** Where in the text it begins, in UTF-16 units from 0; at most the text's length. */
  readonly at: number;
  /** How long the wrong stretch is; 0 where something is missing. */
  readonly length: number;
  /** What could stand there instead of the wrong stretch, if something is near. */
  readonly suggestion?: string | undefined;
}

/** A filter that is not understood. The message says what is wrong, where, and what is allowed; it repeats the asker's own words only. */
export class FilterError extends AppError {
  declare readonly code: 'bad_filter';
  readonly at: number;
  readonly length: number;
  declare readonly suggestion?: string;

  constructor(message: string, fault: FilterFault) {
    const hint =
      fault.suggestion === undefined ? '' : ` Did you mean ${JSON.stringify(fault.suggestion)}?`;
    const { at, length, suggestion } = fault;
    super('bad_filter', `${message} (at character ${at + 1} of the filter)${hint}`, {
      details: { at, length, ...(suggestion === undefined ? {} : { suggestion }) },
    });
    this.name = 'FilterError';
    this.at = fault.at;
    this.length = fault.length;
    if (fault.suggestion !== undefined) this.suggestion = fault.suggestion;
  }
}
