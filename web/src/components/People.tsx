import { IconUser, IconUsers } from '@tabler/icons-react';
import classes from './People.module.css';

/** Who is meant: a team, or a person. Names are shown as they are. */
export function Who({ name, kind = 'team' }: { name: string; kind?: 'team' | 'person' }) {
  const Icon = kind === 'team' ? IconUsers : IconUser;
  return (
    <span className={classes.who}>
      <Icon size={13} aria-hidden="true" />
      <span className="cut">{name}</span>
    </span>
  );
}
