// Nodemailer's SMTP server on free loopback ports, one for each way to log in; every mail becomes a line of JSON.
// What headers and parts hold is seen by the other mail server.
const fs = require('fs');
const path = require('path');
const [modules, certificate, key] = process.argv.slice(2);
const { SMTPServer } = require(path.join(modules, 'smtp-server'));

const ways = {
  LOGIN: { authMethods: ['LOGIN'] },
  'CRAM-MD5': { authMethods: ['CRAM-MD5'] },
  implicit: { authMethods: ['PLAIN', 'LOGIN'], secure: true },
};

function knows(auth) {
  const known = auth.username === 'alerts@example.com';
  return known && (auth.method === 'CRAM-MD5' ? auth.validatePassword('password') : auth.password === 'password');
}

function start(way) {
  const server = new SMTPServer({
    ...ways[way],
    cert: fs.readFileSync(certificate),
    key: fs.readFileSync(key),
    disableReverseLookup: true,
    onAuth: (auth, session, done) =>
      knows(auth) ? done(null, { user: { name: auth.username, method: auth.method } }) : done(new Error('unknown')),
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const content = Buffer.concat(chunks).toString();
        const parts = content.split(/\r\n\r\n/);
        console.log(JSON.stringify({
          hello: session.hostNameAppearsAs,
          extended: session.openingCommand === 'EHLO',
          secure: session.secure,
          login: session.user,
          from: session.envelope.mailFrom,
          to: session.envelope.rcptTo.map((to) => to.address),
          parts: parts.slice(2).map((part) => part.split('\r\n')[0]),
          fields: parts[0].replace(/\r\n\s+/g, ' ').split('\r\n').map((line) => [line.split(':')[0], '']),
        }));
        done();
      });
    },
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.server.address().port)));
}

Promise.all(Object.keys(ways).map(start)).then((ports) => console.log(`listening ${ports.join(' ')}`));
