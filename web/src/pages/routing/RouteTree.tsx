import { IconArrowRight, IconClockPause } from '@tabler/icons-react';
import type { RouteNode } from '@/api/client';
import { hrefOf } from '@/app/url';
import { Link } from '@/components/Link';
import { textOf } from '@/live/matchers';
import classes from './RouteTree.module.css';
import { sumOf } from './tree';

const words: Record<NonNullable<RouteNode['verdict']>, string> = {
  landed: 'it lands here',
  passedDown: 'goes on below',
  notMatched: 'does not match',
  notTried: 'not tried',
};

interface Props {
  root: RouteNode;
  /** Labels are followed: each route says what it does with them. */
  isAsked: boolean;
  open: (receiver: string) => void;
}

/** The routes, drawn as a tree. */
export function RouteTree({ root, isAsked, open }: Props) {
  return <ul className={classes.tree}><Node node={root} isRoot isAsked={isAsked} open={open} parents={[]} /></ul>;
}

interface NodeProps {
  node: RouteNode;
  isRoot?: boolean;
  isAsked: boolean;
  open: (receiver: string) => void;
  /** What the routes above demand. */
  parents: readonly string[];
}

function Node({ node, isRoot = false, isAsked, open, parents }: NodeProps) {
  const matchers = [...parents, ...node.matchers];
  const failed = node.failedMatchers ?? [];
  return (
    <li className={classes.node} data-verdict={isAsked ? node.verdict : undefined} data-quiet={sumOf(node).alerts === 0 || undefined}>
      <div className={classes.box}>
        <div className={classes.line}>
          <span className={classes.matchers}>
            {isRoot && <span className={classes.root}>root</span>}
            {!isRoot && node.matchers.length === 0 && <span className="dim">every alert</span>}
            {node.matchers.map((one) => <code key={one} className="break" data-failed={failed.includes(one) || undefined}>{one}</code>)}
          </span>
          <span className={classes.goal}>
            <IconArrowRight size={14} aria-label="goes to" />
            <button type="button" className={classes.receiver} onClick={() => open(node.receiver)}>{node.receiver}</button>
            {node.continue && <span className={classes.tag} title="Later routes are tried, too, although this one matched">continue</span>}
          </span>
          <Counts node={node} matchers={matchers} />
        </div>
        <div className={classes.more}>
          <span className="break">by {node.groupBy.length === 0 ? 'nothing' : node.groupBy[0] === '...' ? 'every label' : node.groupBy.join(', ')}</span>
          <span title="How long a new group waits">wait {node.groupWait}</span>
          <span title="The time from flush to flush">interval {node.groupInterval}</span>
          <span title="How long an unchanged group stays quiet">repeat {node.repeatInterval}</span>
          {node.muteTimeIntervals.length > 0 && <span className="break">mute in {node.muteTimeIntervals.join(', ')}</span>}
          {node.activeTimeIntervals.length > 0 && <span className="break">only in {node.activeTimeIntervals.join(', ')}</span>}
          {node.isMuted && <span className={classes.muted}><IconClockPause size={13} aria-hidden="true" /> muted now</span>}
          {isAsked && node.verdict && (
            <span className={classes.verdict}>
              {words[node.verdict]}{failed.length > 0 && <>: <span className="break">{failed.join(', ')}</span></>}
            </span>
          )}
        </div>
      </div>
      {node.routes.length > 0 && (
        <ul className={classes.tree}>
          {node.routes.map((child) => <Node key={child.id} node={child} isAsked={isAsked} open={open} parents={matchers} />)}
        </ul>
      )}
    </li>
  );
}

function Counts({ node, matchers }: { node: RouteNode; matchers: readonly string[] }) {
  const sum = sumOf(node);
  if (sum.alerts === 0) return <span className={classes.counts}><span className="dim">none</span></span>;
  const own = node.routes.length === 0 ? [textOf({ name: '@receiver', op: '=', value: node.receiver }).replace('"@receiver"', '@receiver')] : [];
  const held = sum.alerts - sum.active;
  return (
    <Link
      className={classes.counts ?? ''}
      underline="never"
      href={hrefOf('alerts', [], { filter: [...matchers, ...own] })}
      title={`${sum.groups} groups, ${sum.active} alerts notify, ${held} are held back${node.routes.length > 0 ? `; on this route itself: ${node.alerts}` : ''}`}
    >
      {sum.active > 0 && <b className={classes.active}>{sum.active.toLocaleString()}</b>}
      {held > 0 && <span className={classes.held}>{held.toLocaleString()}</span>}
      <span className="dim">in {sum.groups.toLocaleString()} {sum.groups === 1 ? 'group' : 'groups'}</span>
    </Link>
  );
}
