import { expect, test } from 'vitest';
import { runbookOf } from './runbook';

test('addresses of runbooks are links, and only those that may be', () => {
  const { links } = runbookOf({ runbook_url: 'https://w.example/x', dashboard_url: 'http://g/d', playbook: 'mailto:ops@x.example' });
  expect(links.map(([name]) => name)).toEqual(['runbook_url', 'dashboard_url', 'playbook']);
  expect(runbookOf({ runbook_url: 'javascript:alert(1)', summary: 'https://a.example' })).toEqual({
    links: [], texts: [], others: [['runbook_url', 'javascript:alert(1)'], ['summary', 'https://a.example']],
  });
});

test('a runbook that is a text is laid out', () => {
  expect(runbookOf({ runbook: '# Do\nthis', steps_md: '- a', description: '# no' })).toEqual({
    links: [], texts: [['runbook', '# Do\nthis'], ['steps_md', '- a']], others: [['description', '# no']],
  });
});
