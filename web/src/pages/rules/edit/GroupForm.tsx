import { Button, Group, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { RuleVersion } from '@/api/client';
import { useSend } from '@/api/hooks';
import { useKeys } from '@/app/keys';
import { go, hrefOf } from '@/app/url';
import { Diff } from '@/components/Diff';
import { CodeField } from '@/components/editor/CodeField';
import { FailureNote } from '@/components/FailureNote';
import { editHref } from '../addresses';
import { type Base, marksFor } from './draft';
import type { KeptGroup } from './kept';
import { DryRunReport, FaultList } from './DryRun';
import classes from './EditPage.module.css';
import { RemoveGroup } from './RemoveGroup';
import { Replay } from './Replay';
import { type Saying, useSaying } from './useSaying';
import { useTrial } from './useTrial';
import { Versions } from './Versions';

interface Props {
  namespace: string;
  group: string;
  /** What is in force, as it was read last. */
  base: Base;
  begin: string;
  versions: readonly RuleVersion[];
  /** Reads anew what is in force. */
  read: () => void;
}

const touched = ['GET /api/v1/rules', 'GET /api/v1/rules/{namespace}/{group}/versions'] as const;

/** The text of a group beside what it would come to. What is typed stays until it is in force. */
export function GroupForm({ namespace: place, group, base: latest, begin, versions, read }: Props) {
  const [base, setBase] = useState(latest);
  const [text, setText] = useState(begin);
  const [namespace, setNamespace] = useState(place);
  const [done, setDone] = useState('');
  const saying = useSaying();
  const trial = useTrial(namespace, group, text, base);
  const save = useSend('POST /api/v1/rules/{namespace}', touched);
  const kept: KeptGroup = { namespace: place, group, base, query: saying.query, touched };
  const isChanged = text !== base.text;
  // Somebody else wrote it meanwhile, or it was saved, brought back or removed here.
  const isOld = latest.version !== base.version;
  const rebase = (next: string) => {
    setBase(latest);
    setText(next);
  };
  if (isOld && (!isChanged || text === latest.text)) rebase(latest.text);

  const submit = () => {
    if (!trial.report || save.isPending) return;
    setDone('');
    save.mutate({ path: { namespace }, query: saying.query(), headers: trial.guard, body: text }, {
      onSuccess: ({ data }) => {
        if (!('version' in data)) return;
        if (data.group !== group || namespace !== place) go(editHref(namespace, data.group));
        setDone(data.changed ? `Version ${data.version} is in force.` : `Nothing differs: version ${data.version} stays in force.`);
        saying.clear();
      },
    });
  };
  useKeys({ Escape: ['Leave the editor', () => (text !== (group === '' ? begin : base.text) ? false : go(hrefOf('rules')))] });

  return (
    <div className={classes.page}>
      <form className={classes.form} aria-label="Rule group" onSubmit={(event) => (event.preventDefault(), submit())}>
        <h2 className="cut">{group === '' ? 'New rule group' : group}</h2>
        {place === ''
          ? (
            <TextInput
              label="Namespace"
              description="It stands where rules of files have their file"
              value={namespace}
              onChange={(event) => setNamespace(event.currentTarget.value)}
            />
          )
          : <span className="dim break">in {place}, {base.version === 0 ? 'not in force' : `version ${base.version}`}</span>}
        {isOld && (
          <p className={classes.note} role="alert">
            {latest.version === 0 ? 'The group was removed.' : `Version ${latest.version} is in force now.`} What you typed is kept.{' '}
            <Button size="compact-xs" variant="light" onClick={() => (save.reset(), rebase(text))}>Compare with that</Button>
          </p>
        )}
        <CodeField
          kind="yaml"
          label="The group as YAML"
          value={text}
          change={setText}
          marks={marksFor(trial.faults, trial.doubts)}
          submit={trial.run}
        />
        <FaultList faults={trial.faults} />
        {trial.failure && <FailureNote failure={trial.failure} title="The dry run did not work" again={trial.run} />}
        <SayingFields saying={saying} />
        {save.error && <FailureNote failure={save.error} title="It was not saved" again={save.error.status === 412 ? read : submit} />}
        <Group gap="xs">
          <Button
            variant={trial.report ? 'default' : 'filled'}
            loading={trial.isRunning}
            disabled={namespace === ''}
            onClick={trial.run}
          >
            Dry run
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={!trial.report || !isChanged}
            title={trial.report ? '' : 'Dry run it first'}
          >
            Save
          </Button>
          <Button variant="subtle" color="gray" onClick={() => go(hrefOf('rules'))}>Leave</Button>
          {base.version > 0 && <RemoveGroup {...kept} />}
        </Group>
        {done !== '' && !isChanged && <p className={classes.done} role="status">{done}</p>}
      </form>
      <div className={classes.side}>
        {isChanged && base.version > 0 && (
          <Panel name="Difference" title={`What differs from version ${base.version}`}>
            <Diff before={base.text} after={text} label="Difference by lines" />
          </Panel>
        )}
        {trial.report && (
          <Panel name="Dry run"><DryRunReport report={trial.report} group={group} doubts={trial.doubts} /></Panel>
        )}
        {trial.report && <Panel name="What would have fired"><Replay text={text} /></Panel>}
        {versions.length > 0 && <Panel name="Versions"><Versions versions={versions} {...kept} /></Panel>}
      </div>
    </div>
  );
}

function SayingFields({ saying }: { saying: Saying }) {
  return (
    <div className={classes.saying}>
      <TextInput
        label="Comment"
        placeholder="Why"
        value={saying.comment}
        onChange={(event) => saying.setComment(event.currentTarget.value)}
      />
      <TextInput
        label="Your name"
        autoComplete="username"
        value={saying.author}
        onChange={(event) => saying.setAuthor(event.currentTarget.value)}
      />
    </div>
  );
}

function Panel({ name, title = name, children }: { name: string; title?: string; children: ReactNode }) {
  return <section aria-label={name}><h3>{title}</h3>{children}</section>;
}
