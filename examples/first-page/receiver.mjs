// Stands for the chat, the mail or the pager: prints each message that it is sent. Prints its own address first.
// It is a service to be watched, too: GET /metrics says how long the queue of its checkout is, which empties after a while.
import { createServer } from 'node:http';

const QUEUE_EMPTIES_MS = 40_000;
const began = Date.now();

const server = createServer((request, response) => {
  if (request.url === '/metrics') {
    const length = Date.now() - began < QUEUE_EMPTIES_MS ? 130 : 2;
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end(`# HELP checkout_queue_length Orders that wait.\n# TYPE checkout_queue_length gauge\ncheckout_queue_length ${length}\n`);
    return;
  }

  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    response.end();
    print(request.url.slice(1), JSON.parse(Buffer.concat(chunks).toString('utf8')));
  });
});

function print(receiver, message) {
  const at = new Date().toTimeString().slice(0, 8);
  console.log(`\n${at}  PAGE for ${receiver}: ${message.status.toUpperCase()} ${message.groupKey}`);
  for (const alert of message.alerts) {
    console.log(`          ${alert.status.padEnd(8)} ${alert.labels.alertname} on ${alert.labels.instance ?? '-'}`
      + ` (${alert.labels.severity ?? 'no severity'}): ${alert.annotations.summary ?? ''}`);
  }
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
