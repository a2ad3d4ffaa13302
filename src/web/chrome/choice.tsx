import { useId, type ReactNode } from 'react';
import classes from './choice.module.css';

/** One of few, all of them in sight. Names are shown; arrow keys choose. */
export function Choice<V extends string>({
  label,
  isLabelShown = false,
  options,
  value,
  onChoose,
}: {
  readonly label: string;
  readonly isLabelShown?: boolean;
  readonly options: readonly { readonly value: V; readonly name: string }[];
  readonly value: V;
  readonly onChoose: (value: V) => void;
}): ReactNode {
  const name = useId();
  return (
    <span role="radiogroup" aria-label={label} className={classes.choice}>
      {isLabelShown && (
        <span aria-hidden className={classes.label}>
          {label}
        </span>
      )}
      <span className={classes.options}>
        {options.map((option) => (
          <label key={option.value} className={classes.option}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => {
                onChoose(option.value);
              }}
            />
            <span>{option.name}</span>
          </label>
        ))}
      </span>
    </span>
  );
}
