import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReceiverTestReport } from '@/api/client';
import { useSend } from '@/api/hooks';
import { rememberAuthor, rememberedAuthor } from '@/app/author';
import { FailureNote } from '@/components/FailureNote';
import { SafeText } from '@/components/SafeText';
import { labelsOf } from './labels';
import classes from './ReceiverTest.module.css';

/** Sends a real message that says that it is a test, and shows what each machine on the way answered. */
export function ReceiverTest({ name, integrations }: { name: string; integrations: readonly string[] }) {
  const [integration, setIntegration] = useState<string | null>(null);
  const [labels, setLabels] = useState('');
  const [resolve, setResolve] = useState(false);
  const [author, setAuthor] = useState(rememberedAuthor);
  const send = useSend('POST /api/v2/receivers/{name}/test', ['GET /api/v2/notifications']);
  const read = labelsOf(labels);
  const submit = () => {
    if (read.fault !== undefined) return;
    rememberAuthor(author);
    send.mutate({
      path: { name },
      body: {
        ...(integration ? { integration } : {}),
        ...(read.labels.length > 0 ? { labels: Object.fromEntries(read.labels) } : {}),
        ...(author.trim() ? { requestedBy: author.trim() } : {}),
        ...(resolve ? { resolve } : {}),
      },
    });
  };
  return (
    <form aria-label="Test" onSubmit={(event) => (event.preventDefault(), submit())}>
      <p className="dim">A real message goes out; it says that it is a test. Calls ring and text messages cost what they cost.</p>
      <div className={classes.fields}>
        {integrations.length > 1 && (
          <Select size="xs" label="Integration" placeholder="all" clearable value={integration} data={[...integrations]} onChange={setIntegration} />
        )}
        <TextInput
          size="xs"
          label="Labels"
          placeholder={'severity="critical"'}
          value={labels}
          error={read.fault}
          spellCheck={false}
          onChange={(event) => setLabels(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label="Your name"
          value={author}
          autoComplete="username"
          onChange={(event) => setAuthor(event.currentTarget.value)}
        />
      </div>
      <div className={classes.go}>
        <Button type="submit" size="xs" loading={send.isPending} leftSection={<IconSend size={15} />}>Send a test message</Button>
        <Checkbox size="xs" label="and that it resolved" checked={resolve} onChange={(event) => setResolve(event.currentTarget.checked)} />
      </div>
      {send.error && <FailureNote failure={send.error} title="The test was not made" again={submit} />}
      {send.data && <Report report={send.data} />}
    </form>
  );
}

function Report({ report }: { report: ReceiverTestReport }) {
  return (
    <div className={classes.report} role="status" data-delivered={report.delivered}>
      <b>{report.delivered ? 'Delivered.' : 'Not delivered.'}</b>
      {report.integrations.map((one) => (
        <div key={`${one.integration}${one.index}`}>
          <div className={classes.name}>
            <span className="mono">{one.integration}[{one.index}]</span>
            {one.breakerOpenUntil !== null && <span className="dim"> real messages wait until {new Date(one.breakerOpenUntil).toLocaleTimeString()}</span>}
          </div>
          {one.messages.map((message, place) => (
            <div key={place} className={classes.message}>
              <span data-outcome={message.outcome} className={classes.outcome}>{message.outcome}</span>{' '}
              {message.status} after {message.durationMs.toLocaleString()} ms
              {message.waitedMs > 0 && `, waited ${message.waitedMs.toLocaleString()} ms`}
              {message.reason !== '' && ` (${message.reason})`}
              {message.answer !== '' && <>: <SafeText text={message.answer} /></>}
              {message.templateError !== '' && <p className={classes.answer}>Template: <SafeText text={message.templateError} /></p>}
              <Hops hops={message.hops} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function Hops({ hops }: { hops: ReceiverTestReport['integrations'][number]['messages'][number]['hops'] }) {
  if (hops.length === 0) return null;
  return (
    <table className={classes.hops}>
      <thead><tr><th>Hop</th><th>Code</th><th>Took</th><th>Bytes</th><th>Answer</th></tr></thead>
      <tbody>
        {hops.map((hop, place) => (
          <tr key={place}>
            <td className="break mono">{hop.action}</td>
            <td className="number">{hop.code || '-'}</td>
            <td className="number">{hop.durationMs.toLocaleString()} ms</td>
            <td className="number">{hop.bodyBytes.toLocaleString()}</td>
            <td><SafeText text={hop.answer} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
