import { ActionIcon, Combobox, Tooltip, useCombobox } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { useKeys } from '@/app/keys';
import { deny, takeApart, tidy, withCondition } from '@/live/conditions';
import { type Suggestion, useSuggestions } from '@/live/useSuggestions';
import classes from './FilterBar.module.css';

interface Props {
  conditions: readonly string[];
  change: (conditions: readonly string[]) => void;
  /** Why the server refuses the filter. */
  refused?: string | undefined;
}

/** The filter: one chip for each condition, and a field that completes names and values from the live alerts. */
export const FilterBar = memo(function FilterBar({ conditions, change, refused }: Props) {
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const suggestions = useSuggestions(typed, conditions, combobox.dropdownOpened);
  useKeys({ '/': ['Filter', () => input.current?.focus()] });

  const add = (text: string) => {
    const condition = tidy(text);
    if (condition !== '') change(withCondition(conditions, condition));
    setTyped('');
  };
  const choose = (suggestion: Suggestion) => {
    if (suggestion.isWhole) {
      add(suggestion.text);
      combobox.closeDropdown();
    } else {
      setTyped(suggestion.text);
      combobox.resetSelectedOption();
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0 && typed.trim() !== '') {
      event.preventDefault();
      add(typed);
      // As after a choice: what passes is what somebody wants to see now, and the next letter opens it again.
      combobox.closeDropdown();
    } else if (event.key === 'Backspace' && typed === '' && conditions.length > 0) {
      change(conditions.slice(0, -1));
    } else if (event.key === 'Escape') {
      if (combobox.dropdownOpened) combobox.closeDropdown();
      else input.current?.blur();
    }
  };

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(place) => {
        const suggestion = suggestions[Number(place)];
        if (suggestion) choose(suggestion);
      }}
      position="bottom-start"
      width={380}
      size="xs"
    >
      <Combobox.Target>
        <div className={classes.bar} data-refused={refused !== undefined || undefined} onClick={() => input.current?.focus()}>
          <IconSearch size={16} className={classes.glass} aria-hidden="true" />
          {conditions.map((condition) => (
            <Chip key={condition} condition={condition} conditions={conditions} change={change} edit={setTyped} />
          ))}
          <Combobox.EventsTarget>
            <input
              ref={input}
              className={classes.input}
              value={typed}
              placeholder={conditions.length === 0 ? 'Filter: severity="critical", @state=active, @age>1h, or any word' : ''}
              aria-label="Filter"
              aria-invalid={refused !== undefined}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                combobox.openDropdown();
                combobox.resetSelectedOption();
              }}
              onFocus={() => combobox.openDropdown()}
              onBlur={() => combobox.closeDropdown()}
              onKeyDown={press}
            />
          </Combobox.EventsTarget>
          {conditions.length > 0 && (
            <Tooltip label="Take all conditions away">
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Take all conditions away" onClick={() => change([])}>
                <IconX size={15} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </Combobox.Target>
      {refused !== undefined && <p role="alert" className={classes.refused}>{refused}</p>}
      <Combobox.Dropdown hidden={suggestions.length === 0}>
        <Combobox.Options mah={320} className={classes.options}>
          {suggestions.map((suggestion, place) => (
            <Combobox.Option key={suggestion.text} value={String(place)}>
              <span className={classes.option}>
                <span className="cut">{suggestion.title}</span>
                {suggestion.note !== '' && <span className={classes.note}>{suggestion.note}</span>}
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
});

interface ChipProps {
  condition: string;
  conditions: readonly string[];
  change: (conditions: readonly string[]) => void;
  edit: (text: string) => void;
}

function Chip({ condition, conditions, change, edit }: ChipProps) {
  const without = conditions.filter((one) => one !== condition);
  const isDeniable = takeApart(condition) !== null;
  return (
    <span className={classes.chip}>
      <button
        type="button"
        className={classes.text}
        title={isDeniable ? 'Click: change it. Alt and click: the contrary.' : 'Click: change it.'}
        onClick={(event) => {
          if (event.altKey) {
            change(conditions.map((one) => (one === condition ? deny(one) : one)));
          } else {
            change(without);
            edit(condition);
          }
        }}
      >
        {condition}
      </button>
      <button type="button" className={classes.remove} aria-label={`Take away ${condition.slice(0, 100)}`} onClick={() => change(without)}>
        <IconX size={12} />
      </button>
    </span>
  );
}
