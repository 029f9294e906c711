// A server of tomorrow: passes everything on, and turns one value of every enumeration that a client
// meets in its walk into one that no client of today knows.
import http from 'node:http';

const target = new URL(process.argv[2]);
const unknown = { MIGRATION_SERVICE: 'OFFICE_OF_TOMORROW', BORDER_GUARD: 'GUARD_OF_TOMORROW', PUBLISHED: 'STATE_OF_TOMORROW', MEMBER: 'ROLE_OF_TOMORROW' };

http
  .createServer((request, response) => {
    const headers = { ...request.headers, host: target.host, 'accept-encoding': 'identity' };
    const options = { host: target.hostname, port: target.port, method: request.method, path: request.url, headers };
    const onwards = http.request(options, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        let text = Buffer.concat(chunks).toString();
        for (const [today, tomorrow] of Object.entries(unknown)) text = text.replaceAll(`"${today}"`, `"${tomorrow}"`);
        const body = Buffer.from(text);
        const sent = { ...answer.headers };
        delete sent['transfer-encoding'];
        // What has no body (204, 304) has no length either.
        if (body.length > 0) sent['content-length'] = String(body.length);
        response.writeHead(answer.statusCode ?? 502, sent).end(body);
      });
    });
    request.pipe(onwards);
  })
  .listen(Number(process.argv[3]), '127.0.0.1');
