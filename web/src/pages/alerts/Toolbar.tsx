import { ActionIcon, Select, SegmentedControl, TagsInput, Tooltip } from '@mantine/core';
import { IconBellOff, IconDeviceTv, IconLayoutGrid, IconList, IconListDetails } from '@tabler/icons-react';
import { memo } from 'react';
import { go, setParams } from '@/app/url';
import { silenceHref } from '@/live/matchers';
import { Notices } from './notice/Notices';
import classes from './Toolbar.module.css';
import type { AlertsAddress } from './useAlertsAddress';

const sorts = [
  { value: 'severity', label: 'Worst first' },
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'name', label: 'By name' },
  { value: 'size', label: 'Largest first' },
];

/** How the alerts are put together and shown. Each part is drawn again for what it shows, not with every filter. */
export function Toolbar({ address, groupBy }: { address: AlertsAddress; groupBy: readonly string[] }) {
  return (
    <div className={classes.bar}>
      <Arrangement view={address.view} group={address.group} sort={address.sort} groupBy={groupBy} />
      {address.filter.length > 0 && (
        <Tooltip label="Silence all that pass the filter (s)">
          <ActionIcon variant="default" size={30} aria-label="Silence all that pass the filter" onClick={() => go(silenceHref(address.filter))}>
            <IconBellOff size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <Notices filter={address.filter} />
      <Sights labels={address.labels} />
    </div>
  );
}

type Arranged = Pick<AlertsAddress, 'view' | 'group' | 'sort'> & { groupBy: readonly string[] };

const Arrangement = memo(function Arrangement({ view, group, sort, groupBy }: Arranged) {
  const first = group[0] ?? '@route';
  const mode = first.startsWith('@') ? first : '@labels';
  return (
    <>
      {view === 'wall' && (
        <Select
          size="xs"
          w={mode === '@auto' ? 170 : 140}
          aria-label="Grouping"
          allowDeselect={false}
          value={mode}
          data={[
            { value: '@route', label: 'Group: routes' },
            { value: '@auto', label: groupBy.length > 0 && mode === '@auto' ? `Group: auto (${groupBy[0]})` : 'Group: auto' },
            { value: '@labels', label: 'Group: labels…' },
          ]}
          onChange={(value) => setParams({ group: value === '@labels' ? ['alertname'] : value === '@route' ? [] : value }, {})}
        />
      )}
      {view === 'wall' && mode === '@labels' && (
        <TagsInput
          size="xs"
          w={200}
          aria-label="Labels to group by"
          placeholder="label"
          maxTags={8}
          value={[...group]}
          onChange={(names) => setParams({ group: names.filter((name) => !name.startsWith('@')) }, {})}
        />
      )}
      <Select
        size="xs"
        w={125}
        aria-label="Order"
        allowDeselect={false}
        value={sort}
        data={view === 'list' ? sorts.slice(0, 4) : sorts}
        onChange={(value) => setParams({ sort: value === 'severity' ? null : value })}
      />
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={view}
        onChange={(value) => setParams({ view: value === 'list' ? 'list' : null })}
        data={[
          { value: 'wall', label: <Mark icon={IconLayoutGrid} text="Wall" /> },
          { value: 'list', label: <Mark icon={IconList} text="List" /> },
        ]}
      />
    </>
  );
});

const Sights = memo(function Sights({ labels }: { labels: boolean }) {
  return (
    <>
      <Tooltip label="Counts by label (l)">
        <ActionIcon
          variant={labels ? 'light' : 'default'}
          size={30}
          aria-label="Counts by label"
          aria-pressed={labels}
          onClick={() => setParams({ labels: !labels })}
        >
          <IconListDetails size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="For a screen on the wall (t)">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="For a screen on the wall"
          onClick={() => setParams({ tv: true, alert: null }, {})}
        >
          <IconDeviceTv size={16} />
        </ActionIcon>
      </Tooltip>
    </>
  );
});

function Mark({ icon: Icon, text }: { icon: typeof IconList; text: string }) {
  return (
    <span className={classes.mark}>
      <Icon size={14} />
      {text}
    </span>
  );
}
